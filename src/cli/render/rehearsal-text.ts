import { between } from "../../core/clock.ts";
import { humanDuration, type MonoMs, type Ms } from "../../core/duration.ts";
import type { RolloutPlan } from "../../fleet/rollout/plan-batches.ts";
import type { RolloutEvent } from "../../fleet/rollout/rollout-event.ts";
import type { RolloutPolicy } from "../../fleet/rollout/rollout-policy.ts";
import type { Rehearsal } from "../../fleet/rollout/simulation/rehearse.ts";
import { type EndTextOptions, endText } from "./rollout-end-text.ts";
import { rolloutEventLine } from "./rollout-event-line.ts";
import { planText } from "./rollout-plan-text.ts";

/** How a rehearsal is laid out. */
export interface RehearsalTextOptions extends EndTextOptions {
  /** How long hosts were taken to need where nobody knows it. */
  readonly neverSeen: Ms;
}

/** Right-aligned, so that what happens stands in one column. */
const TIME_WIDTH = 8;

/** The plan, what would happen and when, counted from the beginning, and how it would end. */
export function rehearsalText(
  rehearsal: Rehearsal,
  finished: RolloutEvent & { readonly t: "finished" },
  plan: RolloutPlan,
  policy: RolloutPolicy,
  options: RehearsalTextOptions,
): string {
  const { paint, neverSeen } = options;
  const unknown = plan.forecast === null ? [`here each is taken to need ${humanDuration(neverSeen)}`] : [];
  return [
    planText(plan, policy, options),
    ...unknown,
    "",
    paint("bold", "rehearsal, nothing of this is done on any host:"),
    ...rehearsal.events.flatMap((event) => lineOf(event, rehearsal, options)),
    "",
    endText(finished, rehearsal.state, null, options),
  ].join("\n");
}

function lineOf(event: RolloutEvent, { state }: Rehearsal, { paint }: EndTextOptions): readonly string[] {
  const line = event.t === "planned" ? null : rolloutEventLine(event, null); // the plan stands above
  if (line === null) return [];
  const since = between(state.begunAt.getTime() as MonoMs, event.at.getTime() as MonoMs);
  const time = (since === 0 ? "0s" : humanDuration(since)).padStart(TIME_WIDTH);
  return [`${paint("dim", time)}  ${line.colour === null ? line.text : paint(line.colour, line.text)}`];
}
