import { type FileHandle, mkdir, open, rm } from "node:fs/promises";
import type { Clock } from "../../core/clock.ts";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";
import type { LeaseId } from "../../core/names.ts";
import { journalFile, lockJournal } from "./journal-lock.ts";
import { JOURNAL_VERSION, type RolloutHeader, writeRecord } from "./journal-record.ts";
import { JournalWriter } from "./journal-writer.ts";
import { readJournal } from "./read-journal.ts";
import { RolloutState } from "./rollout-state.ts";

/** A rollout that this process works on, and nobody else until it is disposed of. */
export interface OpenRollout extends AsyncDisposable {
  readonly state: RolloutState;
  readonly journal: JournalWriter;
}

/**
 * Begins the journal of a new rollout; on disk, its folder entry too, when this resolves. The folder is made where it is missing.
 * Rejects with NOT_DURABLE where it cannot be written, as where the id is taken.
 */
export async function beginRollout(dir: string, header: RolloutHeader, clock: Clock): Promise<OpenRollout> {
  const path = journalFile(dir, header.id);
  const at = clock.wall();
  const line = writeRecord({ t: "rollout", v: JOURNAL_VERSION, at, header });
  return durably(path, async () => {
    await mkdir(dir, { recursive: true, mode: 0o750 });
    const giveBack = lockJournal(dir, header.id);
    return orGiveBack(giveBack, async () => {
      const file = await open(path, "wx", 0o640);
      await orClose(file, () => writeFirst(file, line, dir)).catch(async (error) => {
        await rm(path, { force: true }).catch(() => {}); // it is ours, and nothing was done
        throw error;
      });
      return opened(new RolloutState(header, at), new JournalWriter(file, path, Buffer.byteLength(line), giveBack));
    });
  });
}

/**
 * Goes on with the journal of a rollout that has not ended, and says so in it. What a crash has torn at its end is cut off.
 * Rejects with BAD_FILE where there is none, another process has it, or it cannot be understood; with INVALID_REQUEST where it
 * is finished or was aborted.
 * @param maxFailures how many hosts may fail from now on; null: as before.
 */
export async function resumeRollout(
  dir: string,
  id: LeaseId,
  { by, maxFailures, clock }: { readonly by: string; readonly maxFailures: number | null; readonly clock: Clock },
): Promise<OpenRollout> {
  return goOn(dir, id, async (rollout) => {
    const record = { t: "resume", at: clock.wall(), by, maxFailures } as const;
    await rollout.journal.append(record);
    rollout.state.apply(record);
  });
}

/** Forbids to go on with a rollout, for ever. What is in flight on hosts goes on there. Rejects as {@link resumeRollout} does. */
export async function abortRollout(
  dir: string,
  id: LeaseId,
  { by, why, clock }: { readonly by: string; readonly why: string; readonly clock: Clock },
): Promise<RolloutState> {
  await using rollout = await goOn(dir, id, async ({ state, journal }) => {
    const record = { t: "abort", at: clock.wall(), by, why } as const;
    await journal.append(record);
    state.apply(record);
  });
  return rollout.state;
}

async function goOn(dir: string, id: LeaseId, begin: (rollout: OpenRollout) => Promise<void>): Promise<OpenRollout> {
  const path = journalFile(dir, id);
  readJournal(dir, id); // what cannot be read is not locked either
  return durably(path, async () => {
    const giveBack = lockJournal(dir, id);
    return orGiveBack(giveBack, async () => {
      const { state, wholeBytes } = readJournal(dir, id);
      refuseEnded(state);
      const file = await open(path, "r+");
      return orClose(file, async () => {
        await file.truncate(wholeBytes);
        const rollout = opened(state, new JournalWriter(file, path, wholeBytes, giveBack));
        await begin(rollout);
        return rollout;
      });
    });
  });
}

function refuseEnded({ header, aborted, end }: RolloutState): void {
  const problem =
    aborted !== null
      ? `rollout ${header.id} was aborted by ${aborted.by}: nobody can go on with it; its hosts can be tried again with: ImageServing rollout retry ${header.id}`
      : end?.result === "finished"
        ? `rollout ${header.id} is finished: every host has had its turn`
        : null;
  if (problem !== null) throw new FaultError({ code: "INVALID_REQUEST", problem });
}

const opened = (state: RolloutState, journal: JournalWriter): OpenRollout => ({
  state,
  journal,
  [Symbol.asyncDispose]: () => journal[Symbol.asyncDispose](),
});

async function writeFirst(file: FileHandle, line: string, dir: string): Promise<void> {
  await file.writeFile(line);
  await file.sync();
  const folder = await open(dir, "r");
  await folder.sync().finally(() => folder.close());
}

async function durably<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof FaultError) throw error;
    const cause = errnoOf(error) === "EEXIST" ? "there is such a rollout already" : messageOf(error);
    throw new FaultError({ code: "NOT_DURABLE", path, cause });
  }
}

async function orGiveBack<T>(giveBack: () => void, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    giveBack();
    throw error;
  }
}

async function orClose<T>(file: FileHandle, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    await file.close().catch(() => {});
    throw error;
  }
}
