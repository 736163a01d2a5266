import { humanDuration, ms } from "../../core/duration.ts";
import type { ComponentName, OperationId } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import type { SupervisorStatus } from "../../core/status.ts";
import type { Change } from "../change.ts";
import { describeAsked } from "../operations/operation-conflict.ts";
import type { Cause } from "./component-story.ts";
import { type EventDraft, hostDraft } from "./event-draft.ts";

/** A change that is about no single component. */
export type HostChange = Exclude<Change, { readonly t: "component" }>;

/** What earlier agents left written of the host. */
export interface HostRemembered {
  readonly supervisorRan: boolean;
  /** The agent before this one has not said that it ends. */
  readonly agentVanished: boolean;
}

/** Finds in the changes of the host, of its agent and of its operations what is worth an event. */
export class HostStory {
  readonly #operations = new Map<OperationId, Operation>();
  readonly #began: Date;
  readonly #remembered: HostRemembered;
  #hash: string;
  #ran: boolean;
  #uptime: number | null = null;

  /** @param began since when this agent runs. @param hash of the configuration in use. */
  constructor(remembered: HostRemembered, began: Date, hash: string) {
    this.#remembered = remembered;
    this.#began = began;
    this.#hash = hash;
    this.#ran = remembered.supervisorRan;
  }

  /** Whoever has an operation in progress that covers the component, the last one first; null: nobody. */
  causeOf(name: ComponentName): Cause | null {
    const covers = ({ requested }: Operation) => requested.length === 0 || requested.includes(name);
    return causedBy([...this.#operations.values()].findLast(covers));
  }

  /** Null where nothing is worth an event. */
  changed(change: HostChange, at: Date): EventDraft | null {
    switch (change.t) {
      case "supervisor":
        return this.#supervisor(change.supervisor, at);
      case "operation":
        return change.operation.result === "running" ? this.#begun(change.operation, at) : this.#ended(change.operation, at);
      case "configuration":
        return this.#configuration(change.hash, change.problem, at);
      case "agent-started":
        return hostDraft("agent-started", this.#began, this.#started(change.version, change.adopted));
      case "agent-ended":
        return hostDraft("agent-ended", at, `the agent ends: ${change.why}`);
    }
  }

  #started(version: string, adopted: number): string {
    const found = adopted === 0 ? "" : `; took over ${adopted === 1 ? "1 component" : `${adopted} components`}`;
    const vanished = this.#remembered.agentVanished ? "; the one before it was killed or broke off" : "";
    return `agent ${version} started${found}${vanished}`;
  }

  /** A Server Supervisor that goes on under another agent has not begun anew. */
  #supervisor({ state, uptimeSeconds }: SupervisorStatus, at: Date): EventDraft | null {
    const runs = state === "running";
    const anew = runs && this.#uptime !== null && uptimeSeconds !== null && uptimeSeconds < this.#uptime;
    this.#uptime = runs ? uptimeSeconds : null;
    if (runs === this.#ran && !anew) return null;
    this.#ran = runs;
    const cause = causedBy([...this.#operations.values()].findLast(({ requested }) => requested.length === 0));
    return { ...hostDraft("supervisor", at, `Server Supervisor ${runs ? "began" : "ended"}`), ...cause };
  }

  #begun(operation: Operation, at: Date): EventDraft {
    this.#operations.set(operation.id, operation);
    const { by, reason, startedAt } = operation;
    const again = startedAt < this.#began ? " goes on after the agent was started anew" : "";
    const why = reason === "" ? "" : ` (${reason})`;
    return {
      ...operationDraft("operation-begun", operation, at),
      message: `${describeAsked(operation)}${again}, asked for by ${by}${why}`,
    };
  }

  #ended(operation: Operation, at: Date): EventDraft {
    this.#operations.delete(operation.id);
    const { result, durationMs, message } = operation;
    const took = humanDuration(ms(durationMs));
    const how = result === "done" ? `done in ${took}` : `${result} after ${took}`;
    return { ...operationDraft("operation-ended", operation, at), message: `${describeAsked(operation)}: ${how}: ${message}` };
  }

  #configuration(hash: string, problem: string | null, at: Date): EventDraft {
    if (problem !== null) return hostDraft("configuration", at, `configuration refused, the one before stays in use: ${problem}`);
    const same = hash === this.#hash;
    this.#hash = hash;
    return hostDraft("configuration", at, `configuration read anew: ${same ? "the same" : "now"} ${hash}`);
  }
}

const causedBy = (operation: Operation | undefined): Cause | null =>
  operation === undefined ? null : { by: operation.by, operationId: operation.id };

const operationDraft = (kind: "operation-begun" | "operation-ended", operation: Operation, at: Date): EventDraft => ({
  ...hostDraft(kind, at, ""),
  by: operation.by,
  operationId: operation.id,
  operationKind: operation.kind,
  requested: operation.requested,
});
