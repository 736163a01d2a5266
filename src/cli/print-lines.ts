import { harmlessLine, harmlessText } from "../core/harmless-text.ts";
import type { LogLines } from "../core/host-service.ts";
import type { CommandContext } from "./command-context.ts";
import { SCHEMA_VERSION } from "./frame.ts";
import { jsonLine } from "./structured-output.ts";

/** Writes whole lines of a log of a host. Resolves when there is room for more. */
export type PrintLines = (lines: LogLines, host: string) => Promise<void>;

/** For people: each line behind what it is from, as far as there could be a doubt. */
export function asLines(which: { readonly hosts: boolean; readonly components: boolean }, context: CommandContext): PrintLines {
  const { terminal, paint } = context;
  return async ({ component, lines }, host) => {
    if (lines.length === 0) return;
    const from = [...(which.hosts ? [harmlessText(host)] : []), ...(which.components ? [harmlessText(component)] : [])];
    const prefix = from.length === 0 ? "" : paint.stdout("dim", `${from.join(" ")} | `);
    terminal.stdout.write(lines.map((line) => `${prefix}${harmlessLine(line)}\n`).join(""));
    await terminal.stdout.drained();
  };
}

/** For programs: an object on a line for each. */
export function asObjects({ terminal }: CommandContext): PrintLines {
  const head = { schemaVersion: SCHEMA_VERSION, command: "logs" };
  return async ({ component, lines }, host) => {
    terminal.stdout.write(lines.map((line) => jsonLine({ ...head, host, component, line })).join(""));
    await terminal.stdout.drained();
  };
}
