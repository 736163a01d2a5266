import type { HostStatus } from "../core/status.ts";
import type { CommandContext } from "./command-context.ts";
import type { HostAnswer } from "./host-answer.ts";
import { statusText } from "./render/status-text.ts";
import { say, sayErrors } from "./say-error.ts";

/** Prints for people how a host stands. */
export function printStatus(answers: readonly HostAnswer<HostStatus>[], context: CommandContext): void {
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
