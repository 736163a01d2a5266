import type { RolloutState } from "../../fleet/rollout/rollout-state.ts";
import type { CommandContext } from "../command-context.ts";
import { LiveRollout } from "./live-rollout.ts";
import { RolloutLines, type RolloutView } from "./rollout-lines.ts";
import { RolloutProgress } from "./rollout-progress.ts";

export type { RolloutView };

/**
 * A few lines redrawn in place on a terminal that can, a line per event elsewhere; with `--quiet`, and where the events are on the
 * terminal already, what went wrong and nothing else.
 * @param before where an earlier run left it; it is read now and not later. Null: it begins.
 */
export function chooseRolloutView({ choices, terminal, paint }: CommandContext, before: RolloutState | null = null): RolloutView {
  const { stdout, stderr, clock, env } = terminal;
  const progress = new RolloutProgress(clock, before);
  const badOnly = choices.quiet || (choices.output === "jsonl" && stdout.isTerminal);
  if (stderr.isTerminal && env.TERM !== "dumb" && !badOnly) return new LiveRollout(stderr, paint.stderr, clock, progress);
  return new RolloutLines(stderr, clock, progress, badOnly);
}
