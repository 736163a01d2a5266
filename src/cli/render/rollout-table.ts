import { harmlessText } from "../../core/harmless-text.ts";
import type { ListedRollout, RolloutStanding } from "../../fleet/rollout/list-rollouts.ts";
import { countHosts, type HostCounts } from "../rollout/count-hosts.ts";
import type { Colour, Paint } from "./paint.ts";
import { whatWords } from "./rollout-words.ts";
import { type Cell, type Column, renderTable } from "./table.ts";

/** How standings are coloured, and what is said of them. */
export const STANDING_COLOURS = {
  finished: "green",
  running: "yellow",
  halted: "red",
  interrupted: "yellow",
  left: "yellow",
  died: "red",
  aborted: "dim",
  unreadable: "red",
} as const satisfies Record<RolloutStanding | "unreadable", Colour>;

/** The time of day that everybody shares: `2026-01-01 12:00:00Z`. */
export const momentText = (at: Date): string => at.toISOString().replace("T", " ").replace(/\.\d+/, "");

/** The rollouts as a table, the latest first as they come; `wide` has whole ids and reasons. */
export function rolloutTable(
  rollouts: readonly ListedRollout[],
  { width, paint, wide }: { readonly width: number | null; readonly paint: Paint; readonly wide: boolean },
): readonly string[] {
  const length = wide ? Number.POSITIVE_INFINITY : idLength(rollouts.map(({ id }) => id));
  const id: Column<ListedRollout> = {
    head: "ID",
    align: "left",
    cell: (rollout) => ({ text: harmlessText(rollout.id.slice(0, length)) }),
  };
  const columns = [id, ...COLUMNS, ...(wide ? [REASON] : [])];
  return renderTable(columns, rollouts, { width: wide ? null : width, paint, head: true });
}

const SHORTEST_ID = 8;

/** So much of the ids that no two begin the same: it can be typed instead of them. */
function idLength(ids: readonly string[]): number {
  const distinct = (length: number) => new Set(ids.map((id) => id.slice(0, length))).size === ids.length;
  const longest = Math.max(SHORTEST_ID, ...ids.map((id) => id.length));
  for (let length = SHORTEST_ID; length < longest; length++) if (distinct(length)) return length;
  return longest;
}

const text =
  (show: (state: Extract<ListedRollout, { readonly state: unknown }>["state"]) => string) => (rollout: ListedRollout) =>
    rollout.standing === "unreadable" ? NOTHING : { text: harmlessText(show(rollout.state)) };

const NOTHING: Cell = { text: "-", colour: "dim" };

const count = (show: (counts: HostCounts) => number) => text((state) => String(show(countHosts(state))));

const COLUMNS: readonly Column<ListedRollout>[] = [
  {
    head: "BEGUN",
    align: "left",
    cell: (rollout) => ({ text: momentText("state" in rollout ? rollout.state.begunAt : rollout.at) }),
  },
  { head: "WHAT", align: "left", cell: text(({ header }) => whatWords(header.kind, header.components)) },
  { head: "BY", align: "left", expendable: 1, cell: text(({ header }) => header.by) },
  { head: "HOSTS", align: "right", cell: text(({ header }) => String(header.hosts.length)) },
  { head: "STANDING", align: "left", cell: ({ standing }) => ({ text: standing, colour: STANDING_COLOURS[standing] }) },
  { head: "DONE", align: "right", cell: count(({ done }) => done) },
  { head: "NOT OK", align: "right", cell: count(({ failed, unreachable, unknown }) => failed + unreachable + unknown) },
  { head: "LEFT", align: "right", cell: count(({ inFlight, notAttempted }) => inFlight + notAttempted) },
];

const REASON: Column<ListedRollout> = {
  head: "REASON",
  align: "left",
  cell: (rollout) => ({ text: harmlessText("state" in rollout ? rollout.state.header.reason : rollout.why) }),
};
