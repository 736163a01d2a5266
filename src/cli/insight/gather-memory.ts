import { FaultError } from "../../core/fault.ts";
import type { EventBatch, HostEvent } from "../../core/host-event.ts";
import type { CallContext, HostService } from "../../core/host-service.ts";
import type { OperationId } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import type { ComponentStatus, ExitRecord } from "../../core/status.ts";
import { clockOffset } from "./clock-offset.ts";
import { ComponentHistory } from "./component-history.ts";
import type { Memory } from "./why-facts.ts";

/** Who is asked what it remembers. */
export type Rememberer = Pick<HostService, "events" | "getOperation" | "logs">;

/** What an agent told beside how things stand. */
export interface Told {
  readonly memory: Memory | string;
  readonly log: readonly string[];
  /** By how many milliseconds its clock is ahead of this one; 0: not beyond what may be the way of the message, or not known. */
  readonly offset: number;
}

/** What is asked, and of whom. */
export interface Question {
  readonly agent: Rememberer;
  readonly chain: readonly [ComponentStatus, ...ComponentStatus[]];
  readonly expectedHost: string;
  readonly context: CallContext;
  /** The clock of this machine. */
  wall(): Date;
}

const OF_COMPONENTS = 500;
const OF_HOST = 200;
const LOG_LINES = 6;

/** Asks an agent what it remembers of the components of a chain. An agent that cannot tell is no error; one that falls silent is. */
export async function gatherMemory(question: Question): Promise<Told> {
  const cause = question.chain.at(-1) ?? question.chain[0];
  const log = lastLines(question, cause.name);
  try {
    const names = question.chain.map(({ name }) => name as string);
    const [own, all] = await Promise.all([events(question, names, OF_COMPONENTS), events(question, [], OF_HOST)]);
    const offset = clockOffset(own.now, question.wall());
    const bySequence = new Map([...all.events, ...own.events].map((event) => [event.sequence, shifted(event, offset)]));
    const merged = [...bySequence.values()].sort((a, b) => a.sequence - b.sequence);
    const forgotten = own.forgottenUntil === null ? null : new Date(own.forgottenUntil.getTime() - offset);
    const last = [question.chain[0], cause].map(
      (component) => new ComponentHistory(component, merged).lastOperation?.operationId,
    );
    const ids = [...new Set(last)].filter((id) => id !== null && id !== undefined);
    const operations = await Promise.all(ids.map((id) => askOperation(question, id)));
    return {
      memory: {
        events: merged,
        forgottenUntil: forgotten,
        operations: operations.flatMap((one) => (one === null ? [] : [shiftedOperation(one, offset)])),
      },
      log: await log,
      offset,
    };
  } catch (error) {
    if (!(error instanceof FaultError) || SILENT.has(error.fault.code)) throw error;
    return { memory: whyNothing(error), log: await log, offset: 0 };
  }
}

const SILENT: ReadonlySet<string> = new Set(["UNREACHABLE", "NOT_RESPONDING", "SHUTTING_DOWN", "CANCELLED"]);

/** An agent of before there were events says that it does not know the call. */
function whyNothing({ fault, message }: FaultError): string {
  const old = fault.code === "AGENT_ERROR" && fault.cause.includes("older than this command");
  const who = old ? "its agent is too old to remember events" : `its agent does not tell what happened: ${message}`;
  return `${who}; so who asked last, and what was before, is not known`;
}

async function events(
  { agent, expectedHost, context }: Question,
  components: readonly string[],
  limit: number,
): Promise<EventBatch> {
  const query = { components, since: null, afterSequence: 0, limit, follow: false, expectedHost };
  const told: HostEvent[] = [];
  let first: EventBatch | null = null;
  for await (const batch of agent.events(query, context)) {
    first ??= batch;
    told.push(...batch.events);
  }
  return { events: told, forgottenUntil: first?.forgottenUntil ?? null, dropped: 0, now: first?.now ?? new Date(0) };
}

/** Only what is known of it: an agent keeps the last thousand, and may not want to tell. */
async function askOperation({ agent, expectedHost, context }: Question, id: OperationId): Promise<Operation | null> {
  try {
    return await agent.getOperation(id, context, expectedHost);
  } catch (error) {
    if (error instanceof FaultError && !SILENT.has(error.fault.code)) return null;
    throw error;
  }
}

/** The end of a log. That it cannot be read is seen from there being none; the rest is explained all the same. */
async function lastLines({ agent, expectedHost, context }: Question, name: string): Promise<readonly string[]> {
  const lines: string[] = [];
  try {
    const query = { components: [name], lines: LOG_LINES, follow: false, expectedHost };
    for await (const more of agent.logs(query, context)) lines.push(...more.lines);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
  }
  return lines.slice(-LOG_LINES);
}

/** The same with the times of this machine's clock. */
const moved = (at: Date, offset: number): Date => new Date(at.getTime() - offset);
const shifted = (event: HostEvent, offset: number): HostEvent => ({
  ...event,
  at: moved(event.at, offset),
  exit: event.exit === null ? null : shiftedExit(event.exit, offset),
});
const shiftedOperation = (operation: Operation, offset: number): Operation => ({
  ...operation,
  startedAt: moved(operation.startedAt, offset),
});

/** An exit with the time of this machine's clock. */
export const shiftedExit = (exit: ExitRecord, offset: number): ExitRecord => ({ ...exit, at: moved(exit.at, offset) });
