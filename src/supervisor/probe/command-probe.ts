import { messageOf } from "../../core/fault.ts";
import type { CommandEnd, Inquiry, RunCommand } from "./inquiry.ts";
import { oneLine } from "./one-line.ts";

/** Runs the program; yes where it exits 0. */
export function askCommand(command: readonly string[], runCommand: RunCommand, signal: AbortSignal): Inquiry {
  return { answer: run(command, runCommand, signal), missing: () => "probe command did not end" };
}

async function run(command: readonly string[], runCommand: RunCommand, signal: AbortSignal): Promise<string | null> {
  try {
    const end = await runCommand(command, { signal });
    return end.code === 0 ? null : describe(end);
  } catch (error) {
    return `probe command could not be run: ${messageOf(error)}`;
  }
}

function describe({ code, signal, output }: CommandEnd): string {
  const line = lastLine(output);
  const end = code !== null ? `exited ${code}` : signal !== null ? `was killed by ${signal}` : "ended, exit status not known";
  return `probe command ${end}${line === "" ? "" : `: ${line}`}`;
}

/** The last line that says something. */
const lastLine = (output: string): string =>
  output
    .split(/[\r\n]+/)
    .map(oneLine)
    .findLast((line) => line !== "") ?? "";
