import { FaultError } from "../../core/fault.ts";
import { editDistance } from "../../core/nearest-word.ts";
import { type ListedRollout, listRollouts } from "../../fleet/rollout/list-rollouts.ts";
import type { RolloutState } from "../../fleet/rollout/rollout-state.ts";

/** A rollout whose journal can be understood. */
export type ReadRollout = Extract<ListedRollout, { readonly state: RolloutState }>;

/** The word for the rollout that was begun last. */
const LAST = "last";
const MOST_NAMED = 5;
const LONGEST = 64;

/**
 * The rollout of this id, of the id that begins so, or the last one. Throws INVALID_REQUEST where there is none or more than one,
 * with those that were probably meant; BAD_FILE where its journal cannot be understood.
 */
export function findRollout(dir: string, named: string): ReadRollout {
  const rollout = pick(listRollouts(dir), named, dir);
  if (rollout.standing !== "unreadable") return rollout;
  const remedy = "look at the hosts themselves: ImageServing status";
  throw new FaultError({ code: "BAD_FILE", path: `rollout ${rollout.id}`, cause: rollout.why, remedy });
}

function pick(all: readonly ListedRollout[], named: string, dir: string): ListedRollout {
  const exact = all.find(({ id }) => id === named);
  if (exact !== undefined) return exact;
  const [first] = all;
  if (first === undefined) throw refused(`no rollout was begun from here; their journals would be in ${dir}`);
  if (named === LAST) return first;
  const begins = all.filter(({ id }) => named !== "" && id.startsWith(named));
  const [only] = begins;
  if (only !== undefined && begins.length === 1) return only;
  const problem = only === undefined ? "there is no rollout" : "more than one rollout begins with";
  throw refused(`${problem} ${JSON.stringify(named)}; known: ${nearest(only === undefined ? all : begins, named)}`);
}

/** Those that begin most alike first: an id is mistyped, or its end is missing. */
function nearest(rollouts: readonly ListedRollout[], named: string): string {
  const word = named.slice(0, LONGEST);
  const ranked = rollouts.map(({ id }) => ({ id, distance: editDistance(word, id.slice(0, word.length)) }));
  const ids = ranked.sort((a, b) => a.distance - b.distance).map(({ id }) => id);
  const more = ids.length > MOST_NAMED ? `, and ${ids.length - MOST_NAMED} more: ImageServing rollout list` : "";
  return `${ids.slice(0, MOST_NAMED).join(", ")}${more}`;
}

const refused = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });
