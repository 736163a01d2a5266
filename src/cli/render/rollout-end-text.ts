import { between } from "../../core/clock.ts";
import { humanDuration, type MonoMs } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import type { RolloutEvent } from "../../fleet/rollout/rollout-event.ts";
import type { RolloutState } from "../../fleet/rollout/rollout-state.ts";
import type { RolloutCommands } from "../rollout/rollout-commands.ts";
import { wrapTo } from "./display-width.ts";
import { joinTo } from "./fleet-sum.ts";
import type { Paint } from "./paint.ts";
import { accountLines, accountSum, timesText } from "./rollout-accounts-text.ts";
import { whatIsLeft } from "./rollout-next.ts";

/** How the end is laid out. */
export interface EndTextOptions {
  readonly width: number | null;
  readonly paint: Paint;
}

/**
 * What became of every host of a rollout, each once, how long it took, why it ended, and what to type for what is left. It says
 * of no host that it is done which has not ended well. @param commands null: nothing can be done about what is left.
 */
export function endText(
  finished: RolloutEvent & { readonly t: "finished" },
  state: RolloutState,
  commands: RolloutCommands | null,
  options: EndTextOptions,
): string {
  const { paint, width } = options;
  const inFlight = `unknown: the ${state.header.kind} was under way and goes on there; resuming asks what became of it`;
  const reason = whyEnded(finished, state);
  const why = reason === "" ? [] : wrapTo(width ?? Number.POSITIVE_INFINITY, reason).map((line) => paint("yellow", line));
  return [
    ...accountLines(state, { ...options, inFlight }),
    ...joinTo(width, [accountSum(state, paint), ...tookTexts(finished.at, state)]),
    ...why,
    ...(commands === null ? [] : whatIsLeft(state, finished.result, commands)),
  ].join("\n");
}

function tookTexts(at: Date, state: RolloutState): readonly string[] {
  const total = between(state.begunAt.getTime() as MonoMs, at.getTime() as MonoMs);
  const each = timesText(state);
  return [`${humanDuration(total)} in all`, ...(each === null ? [] : [each])];
}

const RESULTS = { halted: "halted", interrupted: "interrupted", left: "left" } as const;

/** `halted: 2 of 20 hosts failed, were unreachable or are unknown, and 1 may`; nothing where every host had its turn. */
function whyEnded({ result, why }: RolloutEvent & { readonly t: "finished" }, state: RolloutState): string {
  return result === "finished" ? "" : harmlessText(`${RESULTS[result]}: ${withoutNames(why, state)}`);
}

/** Who failed stands above already, with the reason of each. */
function withoutNames(why: string, state: RolloutState): string {
  const { failed, unreachable } = state.accounts();
  const unknown = [...state.hosts.values()].filter(({ stage }) => stage === "unknown").map(({ target }) => target.name);
  const names = `: ${foldHosts([...failed, ...unreachable, ...unknown])}`;
  return names.length > 2 && why.endsWith(names) ? why.slice(0, -names.length) : why;
}
