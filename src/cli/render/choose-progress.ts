import type { CommandContext } from "../command-context.ts";
import { LiveProgress } from "./live-progress.ts";
import { ProgressLines, type ProgressView, silentProgress } from "./progress.ts";

/** How an operation is shown: redrawn on a terminal that can, a line per change elsewhere, not at all with `--quiet`. */
export function chooseProgress({ choices, terminal, paint }: CommandContext): ProgressView {
  if (choices.quiet) return silentProgress;
  const redraws = terminal.stderr.isTerminal && terminal.env.TERM !== "dumb";
  return redraws ? new LiveProgress(terminal.stderr, paint.stderr, terminal.clock) : new ProgressLines(terminal.stderr);
}
