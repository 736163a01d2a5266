import { humanDuration, ms } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import type { HostOutcome } from "../../fleet/rollout/journal-record.ts";
import type { HostState, RolloutState } from "../../fleet/rollout/rollout-state.ts";
import type { HostStage } from "../../fleet/rollout/seen.ts";
import { hostCount } from "./fleet-sum.ts";
import { hostHeading, type Said } from "./host-heading.ts";
import type { Colour, Paint } from "./paint.ts";
import { outcomeText, WORSE } from "./rollout-event-line.ts";
import { OUTCOME_COLOURS } from "./rollout-words.ts";
import { foldReasons } from "./same-reason.ts";

/** How accounts are laid out. */
export interface AccountsOptions {
  readonly width: number | null;
  readonly paint: Paint;
  /** What is said of hosts in flight: their end was not seen, or is yet to come. */
  readonly inFlight: string;
}

type Bad = Exclude<HostOutcome, "done">;
const BAD: readonly Bad[] = ["failed", "unreachable", "unknown"];

/** Every host of a rollout once, by what became of it and why: hosts of which the same is said together. */
export function accountLines({ hosts }: Pick<RolloutState, "hosts">, options: AccountsOptions): readonly string[] {
  const all = [...hosts.values()];
  const at = (stage: HostStage) => all.filter((host) => host.stage === stage);
  return [
    ...together(at("done"), "done", "green", options),
    ...worseLines(at("done"), options),
    ...BAD.flatMap((outcome) => withReasons(at(outcome), outcome, options)),
    ...together(at("in-flight"), options.inFlight, "yellow", options),
    ...together(at("due"), "not attempted", null, options),
  ];
}

/** `20 hosts: 3 done, 1 failed, 2 in flight, 14 not attempted` */
export function accountSum({ hosts }: Pick<RolloutState, "hosts">, paint: Paint): string {
  const all = [...hosts.values()];
  const part = (stage: HostStage, word: string, colour: Colour | null): readonly string[] => {
    const count = all.filter((host) => host.stage === stage).length;
    const text = `${count} ${word}`;
    return count === 0 && stage !== "done" ? [] : [colour === null ? text : paint(colour, text)];
  };
  const parts = [
    ...part("done", "done", "green"),
    ...BAD.flatMap((outcome) => part(outcome, outcome, OUTCOME_COLOURS[outcome])),
    ...part("in-flight", "in flight", "yellow"),
    ...part("due", "not attempted", null),
  ];
  return `${hostCount(all.length)}: ${parts.join(", ")}`;
}

/** `each 3.2s to 9.8s, median 4.1s`: of the hosts that are done; null where of none it is known. */
export function timesText({ hosts }: Pick<RolloutState, "hosts">): string | null {
  const done = [...hosts.values()].filter(({ stage }) => stage === "done");
  const took = done.flatMap(({ tookMs }) => (tookMs === null ? [] : [tookMs])).sort((a, b) => a - b);
  const [least, median, most] = [took[0], medianOf(took), took.at(-1)];
  if (least === undefined || median === undefined || most === undefined) return null;
  const text = (length: number) => humanDuration(ms(length));
  if (took.length === 1) return `it took ${text(least)}`;
  return `a host took ${text(least)} at least, ${text(median)} in the median, ${text(most)} at most`;
}

/** Of an even number the lower one of the two in the middle: a time that a host really took. */
const medianOf = (sorted: readonly number[]): number | undefined => sorted[Math.floor((sorted.length - 1) / 2)];

function withReasons(hosts: readonly HostState[], outcome: Bad, options: AccountsOptions): readonly string[] {
  const said = hosts.map(({ target, message }) => ({ name: target.name, why: message }));
  return foldReasons(said).flatMap((group) => {
    const first = outcomeText(outcome, group.why);
    return hostHeading(group, mark(first, outcome, OUTCOME_COLOURS[outcome]), { ...options, cut: false });
  });
}

/** Hosts that are done, and use clearly more than before. */
function worseLines(hosts: readonly HostState[], options: AccountsOptions): readonly string[] {
  const said = hosts.flatMap(({ target, baked }) =>
    baked === null || baked.message === "" ? [] : [{ name: target.name, why: harmlessText(baked.message) }],
  );
  return foldReasons(said).flatMap((group) =>
    hostHeading(group, mark(`${WORSE}: ${group.why}`, WORSE, "yellow"), { ...options, cut: false }),
  );
}

function together(
  hosts: readonly HostState[],
  first: string,
  colour: Colour | null,
  options: AccountsOptions,
): readonly string[] {
  if (hosts.length === 0) return [];
  const names = hosts.map(({ target }) => target.name);
  return hostHeading({ hosts: foldHosts(names), names }, mark(first, first, colour), { ...options, cut: false });
}

const mark = (first: string, text: string, colour: Colour | null): Said => ({
  first,
  mark: colour === null ? null : { text, colour },
  more: [],
});
