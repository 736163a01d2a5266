import { describeProblem, type FaultError } from "../core/fault.ts";
import { harmlessLines } from "../core/harmless-text.ts";
import type { CommandContext } from "./command-context.ts";
import type { HostAnswer } from "./host-answer.ts";

/**
 * Says on stderr what went wrong with each host; quiet or not.
 * @param therefore what follows from an invalid configuration, behind the number of its problems.
 */
export function sayErrors(answers: readonly HostAnswer<unknown>[], context: CommandContext, therefore = ""): void {
  for (const { host, error } of answers) {
    if (error === null) continue;
    const text = describeError(error, therefore);
    say(answers.length > 1 ? `${host}: ${text}` : text, context);
  }
}

/** Says one thing on stderr. */
export function say(text: string, { terminal }: Pick<CommandContext, "terminal">): void {
  terminal.stderr.write(`${harmlessLines(text)}\n`);
}

/** The message; an invalid configuration has a line for each problem, then their number. */
function describeError(error: FaultError, therefore: string): string {
  if (error.fault.code !== "INVALID_CONFIG") return error.message;
  const { problems } = error.fault;
  return [
    ...problems.map(describeProblem),
    `${problems.length} ${problems.length === 1 ? "problem" : "problems"}${therefore}`,
  ].join("\n");
}
