import type { LogsQuery } from "../core/host-service.ts";
import type { CommandContext } from "./command-context.ts";
import { answerExitCode } from "./exit-codes.ts";
import { frameOf, plainObject } from "./frame.ts";
import type { HostAnswer } from "./host-answer.ts";
import { type LogSource, localLogs } from "./local/local-logs.ts";
import { openLocalHost } from "./local/open-local-host.ts";
import { asLines, asObjects, type PrintLines } from "./print-lines.ts";
import { say, sayErrors } from "./say-error.ts";
import { isStructured, writeFrame } from "./structured-output.ts";

type LogsWish = Omit<LogsQuery, "expectedHost">;

/** Prints the last lines of logs, and what is added. */
export async function runLogs(wish: LogsWish, context: CommandContext): Promise<number> {
  const { choices } = context;
  const oneDocument = choices.output === "json" || choices.output === "yaml";
  if (oneDocument && wish.follow) return refuseEndless(context);
  if (choices.selection !== null) return (await import("./fleet/run-fleet-logs.ts")).runFleetLogs(wish, context);
  if (choices.output === "json" || choices.output === "yaml") return await printFrame(wish, choices.output, context);
  const print =
    choices.output === "jsonl"
      ? asObjects(context)
      : asLines({ hosts: false, components: wish.components.length !== 1 }, context);
  const answer = await readLogs(wish, context, print);
  if (answer.value === "files" && wish.follow) say("no agent is running, so the logs are not followed", context);
  sayErrors([answer], context);
  return answerExitCode(answer);
}

/** Ends without a complaint where nobody reads any more. */
async function readLogs(wish: LogsWish, context: CommandContext, print: PrintLines): Promise<HostAnswer<LogSource>> {
  const { choices, terminal } = context;
  const host = openLocalHost(choices, terminal);
  const ending = AbortSignal.any([terminal.interrupted, terminal.outputClosed]);
  try {
    const request = { ...wish, components: [...new Set(wish.components)], named: isStructured(choices.output) };
    return await localLogs(host, request, ending, print);
  } catch (error) {
    if (!terminal.outputClosed.aborted) throw error;
    return { host: host.name, outcome: "ok", value: null, error: null };
  }
}

function refuseEndless(context: CommandContext): number {
  say("a log that is followed has no end, so it cannot be one document; use: --output jsonl", context);
  return 2;
}

async function printFrame(wish: LogsWish, format: "json" | "yaml", context: CommandContext): Promise<number> {
  const found = new Map<string, string[]>();
  const answer = await readLogs(wish, context, async ({ component, lines }) => {
    found.set(component, [...(found.get(component) ?? []), ...lines]);
  });
  const exitCode = answerExitCode(answer);
  const components = [...found].map(([name, lines]) => ({ name, lines }));
  const host = plainObject({ ...answer, value: answer.error === null ? { components } : null });
  context.terminal.stdout.write(await writeFrame(frameOf("logs", exitCode, [host]), format));
  sayErrors([answer], context);
  return exitCode;
}
