import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CancelTimer, Clock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import { type LeaseId, parseLeaseId } from "../../core/names.ts";
import { type ListedRollout, standingOf } from "../../fleet/rollout/list-rollouts.ts";
import { readJournal } from "../../fleet/rollout/read-journal.ts";

/** So often the folder is looked at. A journal that has not grown is not read. */
const LOOK_EVERY = ms(500);
/** So many are shown, the latest. */
const MOST = 100;
const JOURNAL = ".jsonl";

interface Read {
  readonly size: number;
  readonly mtimeMs: number;
  readonly rollout: ListedRollout;
}

/**
 * The rollouts of a folder as they stand, whichever process works on them: a journal has everything before it is done. It
 * looks again and again, since a folder on a network tells nobody of what others write.
 */
export class RolloutWatch implements Disposable {
  readonly #dir: string;
  readonly #clock: Clock;
  readonly #changed: (rollouts: readonly ListedRollout[]) => void;
  #read = new Map<LeaseId, Read>();
  #cancel: CancelTimer = () => {};

  /** @param changed hears of all rollouts, the latest first, at once and after each look that found something new. */
  constructor(dir: string, clock: Clock, changed: (rollouts: readonly ListedRollout[]) => void) {
    this.#dir = dir;
    this.#clock = clock;
    this.#changed = changed;
    this.#look();
  }

  /** The rollout of this id; null: there is none. */
  find(id: string): ListedRollout | null {
    this.#refresh();
    return this.#read.get(id as LeaseId)?.rollout ?? null;
  }

  /** Looks now, as where something has just begun. */
  refresh(): void {
    if (this.#refresh()) this.#tell();
  }

  [Symbol.dispose](): void {
    this.#cancel();
  }

  #look(): void {
    this.refresh();
    this.#cancel = this.#clock.after(LOOK_EVERY, () => this.#look(), { idle: true });
  }

  #tell(): void {
    const rollouts = [...this.#read.values()].map(({ rollout }) => rollout);
    this.#changed(rollouts.sort((a, b) => begunAt(b) - begunAt(a)));
  }

  /** Whether anything is new. */
  #refresh(): boolean {
    const before = this.#read;
    const files = journals(this.#dir).slice(0, MOST);
    this.#read = new Map(files.map((file) => [file.id, this.#again(file, before.get(file.id))]));
    return this.#read.size !== before.size || [...this.#read].some(([id, { rollout }]) => before.get(id)?.rollout !== rollout);
  }

  #again({ id, size, mtimeMs }: JournalFile, before: Read | undefined): Read {
    const same = before !== undefined && before.size === size && before.mtimeMs === mtimeMs;
    if (same && !this.#mayStandOtherwise(before.rollout)) return before;
    try {
      const { state } = same && "state" in before.rollout ? before.rollout : readJournal(this.#dir, id);
      const standing = standingOf(this.#dir, state);
      if (same && standing === before.rollout.standing) return before;
      return { size, mtimeMs, rollout: { id, standing, state } };
    } catch (error) {
      return { size, mtimeMs, rollout: { id, standing: "unreadable", at: new Date(mtimeMs), why: messageOf(error) } };
    }
  }

  /** Whether a process works on it shows in no journal; one that is over stays so. */
  #mayStandOtherwise({ standing }: ListedRollout): boolean {
    return standing !== "finished" && standing !== "aborted" && standing !== "unreadable";
  }
}

interface JournalFile {
  readonly id: LeaseId;
  readonly size: number;
  readonly mtimeMs: number;
}

/** The latest first. */
function journals(dir: string): readonly JournalFile[] {
  try {
    const ids = readdirSync(dir).flatMap((name) =>
      name.endsWith(JOURNAL) ? [parseLeaseId(name.slice(0, -JOURNAL.length))] : [],
    );
    return ids.flatMap((id) => (id === null ? [] : journal(dir, id))).sort((a, b) => b.mtimeMs - a.mtimeMs);
  } catch {
    return []; // there is no folder before the first rollout
  }
}

function journal(dir: string, id: LeaseId): readonly JournalFile[] {
  const found = statSync(join(dir, `${id}${JOURNAL}`), { throwIfNoEntry: false });
  return found === undefined ? [] : [{ id, size: found.size, mtimeMs: found.mtimeMs }];
}

const begunAt = (rollout: ListedRollout): number => ("state" in rollout ? rollout.state.begunAt : rollout.at).getTime();
