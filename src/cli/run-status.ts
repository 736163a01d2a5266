import { seconds } from "../core/duration.ts";
import type { HostStatus } from "../core/status.ts";
import type { CommandContext } from "./command-context.ts";
import { statusExitCode, worstExitCode } from "./exit-codes.ts";
import { frameOf, statusObject } from "./frame.ts";
import type { HostAnswer } from "./host-answer.ts";
import { localStatus } from "./local/local-status.ts";
import { openLocalHost } from "./local/open-local-host.ts";
import { statusText } from "./render/status-text.ts";
import { say, sayErrors } from "./say-error.ts";
import { isStructured, writeFrame } from "./structured-output.ts";

const ANSWERS_WITHIN = seconds(5);

/** Asks how things stand, and prints it. */
export async function runStatus(components: readonly string[], context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const request = { components, within: choices.timeout ?? ANSWERS_WITHIN, configured: isStructured(choices.output) };
  const answers = [await localStatus(openLocalHost(choices, terminal), request, terminal.interrupted)];
  const exitCode = worstExitCode(answers.map(statusExitCode));
  if (isStructured(choices.output)) {
    terminal.stdout.write(await writeFrame(frameOf("status", exitCode, answers.map(statusObject)), choices.output));
  }
  if (isStructured(choices.output) || choices.quiet) sayErrors(answers, context);
  else print(answers, context);
  return exitCode;
}

function print(answers: readonly HostAnswer<HostStatus>[], context: CommandContext): void {
  const { choices, terminal, paint } = context;
  const width = terminal.stdout.columns;
  const text = statusText(answers, { width, paint: paint.stdout, now: terminal.clock.wall(), wide: choices.output === "wide" });
  if (text !== "") terminal.stdout.write(`${text}\n`);
  for (const warning of answers.flatMap(({ value }) => value?.warnings ?? [])) say(`warning: ${warning}`, context);
  // Where there is something to show, the text has said what is wrong.
  sayErrors(
    answers.filter(({ value }) => value === null),
    context,
  );
}
