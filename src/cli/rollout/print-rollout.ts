import type { ExitCode } from "../../core/exit-code.ts";
import type { FaultError } from "../../core/fault.ts";
import type { Operation } from "../../core/operation.ts";
import type { RolloutEvent } from "../../fleet/rollout/rollout-event.ts";
import type { RolloutState } from "../../fleet/rollout/rollout-state.ts";
import type { CommandContext } from "../command-context.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import { frameOf, type HostObject, operationObject, SCHEMA_VERSION } from "../frame.ts";
import { logTails } from "../render/log-tails.ts";
import { endText } from "../render/rollout-end-text.ts";
import { isStructured, jsonLine, writeData } from "../structured-output.ts";
import { rolloutCommands } from "./rollout-commands.ts";

/** What is known of the hosts of a rollout. */
export interface Known {
  readonly state: RolloutState;
  /** The last operation of each host. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** What hosts refused with. */
  readonly errors: ReadonlyMap<string, FaultError>;
}

/** How a rollout ended. */
export interface RolloutEnd extends Known {
  readonly finished: RolloutEvent & { readonly t: "finished" };
  readonly exitCode: ExitCode | 130 | 143;
}

/** With `--output jsonl` a line for each host, the moment that it is known what became of it. */
export function printSettled(event: RolloutEvent, known: Known, context: CommandContext): void {
  if (context.choices.output !== "jsonl" || (event.t !== "settled" && event.t !== "not-attempted")) return;
  const { kind, id } = known.state.header;
  const head = { schemaVersion: SCHEMA_VERSION, command: kind, rolloutId: id };
  context.terminal.stdout.write(jsonLine({ ...head, ...hostObject(event.host, known) }));
}

/** Prints what became of every host: for people on both streams, or as one document. */
export async function printRollout(end: RolloutEnd, fleet: Fleet, context: CommandContext): Promise<void> {
  const { choices, terminal, paint } = context;
  const { finished, state, exitCode } = end;
  if (isStructured(choices.output)) {
    if (choices.output === "jsonl") return;
    const hosts = fleet.hosts.filter(({ name }) => state.hosts.has(name)).map(({ name }) => hostObject(name, end));
    const { schemaVersion, command, ...rest } = frameOf(state.header.kind, exitCode, hosts);
    terminal.stdout.write(await writeData({ schemaVersion, command, rolloutId: state.header.id, ...rest }, choices.output));
  }
  const text = endText(finished, state, rolloutCommands(state.header.id, choices), {
    width: terminal.stdout.columns,
    paint: paint.stdout,
  });
  const failed = finished.result !== "finished" || finished.accounts.done.length < state.hosts.size;
  if (!isStructured(choices.output) && !(choices.quiet && !failed)) terminal.stdout.write(`${text}\n`);
  const tails = finished.accounts.failed.flatMap((host) => {
    const operation = end.operations.get(host);
    return operation === undefined ? [] : [[host, operation] as const];
  });
  for (const line of logTails(tails)) terminal.stderr.write(`${line}\n`);
}

/** What became of one host, in the shape that every command has. */
function hostObject(name: string, { state, operations, errors }: Known): HostObject {
  const { stage, message } = state.host(name);
  const operation = operations.get(name);
  const said = message === "" ? "no reason is known" : message;
  const told = (outcome: "failed" | "unreachable" | "unknown", code: string): HostObject => ({
    host: name,
    outcome,
    ...(operation === undefined ? {} : { operation: operationObject(operation) }),
    error: { code: errors.get(name)?.fault.code ?? code, message: said },
  });
  switch (stage) {
    case "done":
      return { host: name, outcome: "ok", ...(operation === undefined ? {} : { operation: operationObject(operation) }) };
    case "due":
      return {
        host: name,
        outcome: "unreachable",
        error: { code: "NOT_ATTEMPTED", message: "the rollout ended before its turn" },
      };
    case "failed":
      return told("failed", "HOST_FAILED");
    case "unreachable":
      return told("unreachable", "UNAVAILABLE");
    case "in-flight":
    case "unknown":
      return told("unknown", "NOT_RESPONDING");
  }
}
