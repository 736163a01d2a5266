import { seconds } from "../core/duration.ts";
import type { CommandContext } from "./command-context.ts";
import { statusExitCode, worstExitCode } from "./exit-codes.ts";
import { frameOf, statusObject } from "./frame.ts";
import { localStatus } from "./local/local-status.ts";
import { openLocalHost } from "./local/open-local-host.ts";
import { printStatus } from "./print-status.ts";
import { sayErrors } from "./say-error.ts";
import { isStructured, writeFrame } from "./structured-output.ts";

const ANSWERS_WITHIN = seconds(5);

/** Asks how things stand, and prints it. */
export async function runStatus(components: readonly string[], context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  if (choices.selection !== null) return (await import("./fleet/run-fleet-status.ts")).runFleetStatus(components, context);
  const request = { components, within: choices.timeout ?? ANSWERS_WITHIN, configured: isStructured(choices.output) };
  const answers = [await localStatus(openLocalHost(choices, terminal), request, terminal.interrupted)];
  const exitCode = worstExitCode(answers.map(statusExitCode));
  if (isStructured(choices.output)) {
    terminal.stdout.write(await writeFrame(frameOf("status", exitCode, answers.map(statusObject)), choices.output));
  }
  if (isStructured(choices.output) || choices.quiet) sayErrors(answers, context);
  else printStatus(answers, context);
  return exitCode;
}
