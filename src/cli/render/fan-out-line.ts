import { harmlessText } from "../../core/harmless-text.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import type { Outcome } from "../../fleet/outcome.ts";
import { cutTo, displayWidth } from "./display-width.ts";
import type { Colour, Paint } from "./paint.ts";

/** How far a question to many hosts has come. */
export interface FanOutState {
  readonly total: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Hosts that are being asked. */
  readonly pending: Iterable<string>;
}

const BAR = 10;
const LONGEST = 160; // of names, where there is no width to go by
const SHOWN: readonly (readonly [Outcome, Colour])[] = [
  ["ok", "green"],
  ["failed", "red"],
  ["unreachable", "red"],
  ["unknown", "yellow"],
];

/** On one line of a terminal: `[██████░░░░] 143/200  ok 140  failed 1  unreachable 2  waits for node[03,17]`. */
export function fanOutLine(state: FanOutState, width: number, paint: Paint): string {
  const done = doneOf(state);
  const filled = Math.floor((BAR * done) / state.total);
  const bar = `[${"█".repeat(filled)}${"░".repeat(BAR - filled)}]`;
  const parts = [`${bar} ${done}/${state.total}`, ...shownCounts(state).map(([outcome, count]) => `${outcome} ${count}`)];
  const head = parts.join("  ");
  if (displayWidth(head) > width) return cutTo(width, `${done}/${state.total}`);
  const coloured = [parts[0], ...shownCounts(state).map(([outcome, count, colour]) => paint(colour, `${outcome} ${count}`))].join(
    "  ",
  );
  const room = width - displayWidth(head) - 2;
  const pending = waitsFor(state);
  return pending === "" || room < 16 ? coloured : `${coloured}  ${paint("dim", cutTo(room, pending))}`;
}

/** In words, for what is no terminal: `143 of 200 hosts: 140 ok, 1 failed, 2 unreachable; waits for node[03,17]`. */
export function fanOutWords(state: FanOutState): string {
  const counts = shownCounts(state).map(([outcome, count]) => `${count} ${outcome}`);
  const said = `${doneOf(state)} of ${state.total} hosts${counts.length === 0 ? "" : `: ${counts.join(", ")}`}`;
  const pending = waitsFor(state);
  return pending === "" ? said : `${said}; ${cutTo(LONGEST, pending)}`;
}

const doneOf = ({ counts }: FanOutState): number => counts.ok + counts.failed + counts.unreachable + counts.unknown;

const shownCounts = ({ counts }: FanOutState): readonly (readonly [Outcome, number, Colour])[] =>
  SHOWN.filter(([outcome]) => outcome === "ok" || counts[outcome] > 0).map(([outcome, colour]) => [
    outcome,
    counts[outcome],
    colour,
  ]);

/** Names are cut by whoever shows them; their number never is. */
function waitsFor({ pending }: FanOutState): string {
  const hosts = [...pending];
  const names = harmlessText(foldHosts(hosts));
  return hosts.length <= 1 ? (names === "" ? "" : `waits for ${names}`) : `waits for ${hosts.length}: ${names}`;
}
