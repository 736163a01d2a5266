import { ExitCode } from "../core/exit-code.ts";
import { exitCodeOf, FaultError } from "../core/fault.ts";
import { harmlessText } from "../core/harmless-text.ts";
import type { Choices } from "./choices.ts";
import type { CommandContext } from "./command-context.ts";
import { choiceFile, contextFile, knownContexts } from "./fleet/context-files.ts";
import { chosenContext, namedContext } from "./fleet/current-context.ts";
import { loadInventory } from "./fleet/targets.ts";
import { SCHEMA_VERSION } from "./frame.ts";
import { type Column, renderTable } from "./render/table.ts";
import { say } from "./say-error.ts";
import { isStructured, jsonLine, writeData } from "./structured-output.ts";

/** One context as it is listed. */
interface ContextRow {
  readonly name: string;
  readonly current: boolean;
  readonly file: string;
  /** How many hosts its inventory has; null where that cannot be read. */
  readonly hosts: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Lists the contexts, with the one that is in use. */
export async function runContextList(context: CommandContext): Promise<number> {
  const { choices, terminal, paint } = context;
  const current = await currentName(choices);
  const names = await knownContexts(choices.paths);
  const rows = await Promise.all(names.map((name) => rowOf(name, name === current.name, context)));
  const exitCode = current.error === null ? ExitCode.OK : exitCodeOf(current.error.fault.code);
  const head = { schemaVersion: SCHEMA_VERSION, command: "context list" };
  if (choices.output === "jsonl") terminal.stdout.write(rows.map((row) => jsonLine({ ...head, ...row })).join(""));
  else if (isStructured(choices.output))
    terminal.stdout.write(await writeData({ ...head, exitCode, contexts: rows }, choices.output));
  else if (!choices.quiet) {
    const lines = renderTable(COLUMNS, rows, { width: null, paint: paint.stdout, head: true });
    terminal.stdout.write(lines.map((line) => `${line}\n`).join(""));
  }
  if (current.error !== null) say(current.error.message, context);
  return exitCode;
}

/** Chooses the context that holds from now on where none is named. Rejects with INVALID_REQUEST where there is no such one. */
export async function runContextUse(name: string, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const { file } = await namedContext(choices.paths, name);
  const { writeDurably } = await import("../supervisor/durable-file.ts");
  await writeDurably(choiceFile(choices.paths), `${name}\n`);
  const data = { schemaVersion: SCHEMA_VERSION, command: "context use", exitCode: ExitCode.OK, context: { name, file } };
  if (isStructured(choices.output)) terminal.stdout.write(await writeData(data, choices.output));
  else if (!choices.quiet) terminal.stdout.write(`context: ${name} (${harmlessText(file)})\n`);
  if (choices.context !== null && choices.context !== name)
    say(`IMAGESERVING_CONTEXT is set to ${choices.context}, which goes before it`, context);
  return ExitCode.OK;
}

/** The context that holds, also where that cannot be used. */
async function currentName({ paths, context }: Choices): Promise<{ readonly name: string; readonly error: FaultError | null }> {
  try {
    const { name } = context === null ? await chosenContext(paths) : await namedContext(paths, context);
    return { name, error: null };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { name: "", error };
  }
}

async function rowOf(name: string, current: boolean, { choices, terminal }: CommandContext): Promise<ContextRow> {
  const file = contextFile(choices.paths, name);
  try {
    const { inventory } = await loadInventory(file, terminal);
    return { name, current, file, hosts: inventory.hosts.size, error: null };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { name, current, file, hosts: null, error: { code: error.fault.code, message: error.message } };
  }
}

const COLUMNS: readonly Column<ContextRow>[] = [
  { head: "", align: "left", cell: ({ current }) => ({ text: current ? "*" : "" }) },
  { head: "CONTEXT", align: "left", cell: ({ name, current }) => ({ text: name, ...(current && { colour: "bold" }) }) },
  { head: "HOSTS", align: "right", cell: ({ hosts }) => ({ text: hosts === null ? "-" : String(hosts) }) },
  { head: "INVENTORY", align: "left", cell: inventoryCell },
];

function inventoryCell({ file, error }: ContextRow) {
  if (error === null) return { text: harmlessText(file) };
  const [first = "", ...more] = error.message.split("\n");
  return { text: harmlessText(`${first}${more.length === 0 ? "" : ` (and ${more.length} more)`}`), colour: "red" as const };
}
