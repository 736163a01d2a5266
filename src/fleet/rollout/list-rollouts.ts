import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";
import { type LeaseId, parseLeaseId } from "../../core/names.ts";
import { journalHolder } from "./journal-lock.ts";
import type { RunResult } from "./journal-record.ts";
import { readJournal } from "./read-journal.ts";
import type { RolloutState } from "./rollout-state.ts";

/** How a rollout stands. `running`: a living process works on it. `died`: its process was killed. */
export type RolloutStanding = RunResult | "running" | "died" | "aborted";

/** One rollout of a folder. */
export type ListedRollout =
  | { readonly id: LeaseId; readonly standing: RolloutStanding; readonly state: RolloutState }
  /** Its journal cannot be understood; `at` is when it was last written to. */
  | { readonly id: LeaseId; readonly standing: "unreadable"; readonly at: Date; readonly why: string };

/** The rollouts of a folder, the latest first; none where there is no folder. Changes nothing. Throws BAD_FILE where it may not be read. */
export function listRollouts(dir: string): readonly ListedRollout[] {
  return ids(dir)
    .map((id) => listed(dir, id))
    .sort((a, b) => begunAt(b).getTime() - begunAt(a).getTime());
}

/** How a rollout stands, by its journal and by whether a process works on it. */
export function standingOf(dir: string, state: RolloutState): RolloutStanding {
  if (journalHolder(dir, state.header.id) !== null) return "running";
  if (state.aborted !== null) return "aborted";
  return state.end?.result ?? "died";
}

function listed(dir: string, id: LeaseId): ListedRollout {
  try {
    const { state } = readJournal(dir, id);
    return { id, standing: standingOf(dir, state), state };
  } catch (error) {
    return { id, standing: "unreadable", at: statSync(join(dir, `${id}.jsonl`)).mtime, why: messageOf(error) };
  }
}

const begunAt = (rollout: ListedRollout): Date => ("state" in rollout ? rollout.state.begunAt : rollout.at);

function ids(dir: string): readonly LeaseId[] {
  try {
    const names = readdirSync(dir).filter((name) => name.endsWith(".jsonl"));
    return names.map((name) => parseLeaseId(name.slice(0, -".jsonl".length))).filter((id) => id !== null);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw new FaultError({ code: "BAD_FILE", path: dir, cause: messageOf(error), remedy: "mend its permissions" });
  }
}
