import type { Ms } from "../../core/duration.ts";
import { FaultError, isFault } from "../../core/fault.ts";
import type { OperationId } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import type { HostStatus } from "../../core/status.ts";
import type { HostLook } from "../../fleet/rollout/host-look.ts";
import type { RolloutHeader } from "../../fleet/rollout/journal-record.ts";
import type {
  ActCall,
  FleetCall,
  OperationEnd,
  ResolvedEnd,
  RolloutFleet,
  RolloutHooks,
} from "../../fleet/rollout/rollout-fleet.ts";
import { isWell } from "../exit-codes.ts";
import { hostFault } from "../fleet/host-fault.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import { learnOperation, operateHost } from "../fleet/operate-host.ts";
import type { KeptConnections } from "./kept-connections.ts";

/** What is asked of every host of a rollout. */
export interface RolloutQuestion extends Pick<RolloutHeader, "id" | "kind" | "components" | "reason"> {
  /** For the operation on one host; null: as long as the components' own time-outs allow. */
  readonly timeout: Ms | null;
  readonly hooks: RolloutHooks;
}

/** The hosts of a fleet as a rollout works on them. */
export class FleetAdapter implements RolloutFleet {
  readonly hooks: RolloutHooks;
  readonly #fleet: Fleet;
  readonly #question: RolloutQuestion;
  readonly #connections: KeptConnections;
  /** The last operation that is known of each host. */
  readonly operations = new Map<string, Operation>();
  /** What hosts refused with, or why they were not asked. */
  readonly errors = new Map<string, FaultError>();

  constructor(fleet: Fleet, connections: KeptConnections, question: RolloutQuestion) {
    this.#fleet = fleet;
    this.#question = question;
    this.#connections = connections;
    this.hooks = question.hooks;
  }

  async look(host: string, { signal }: FleetCall): Promise<HostLook> {
    const context = this.#fleet.callContext(signal);
    const { id, components } = this.#question;
    try {
      const [status, lease] = await this.#connections.ask(host, (connection) =>
        Promise.all([connection.status({ components: [], expectedHost: host }, context), connection.getLease(host, context)]),
      );
      const others = (status.operations ?? []).find((operation) => operation.id !== this.operations.get(host)?.id);
      return lookOf(
        status,
        components,
        lease !== null && lease.id !== id ? `rollout ${lease.id} of ${lease.by}` : heldBy(others),
      );
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      return { t: "unreachable", why: hostFault(host, error, this.#fleet.aim).message };
    }
  }

  async act(host: string, { operationId, conditions, accepted, signal }: ActCall): Promise<OperationEnd> {
    const { id, kind, components, reason, timeout } = this.#question;
    const request = {
      id: operationId,
      kind,
      components,
      timeout,
      reason,
      expectedHost: host,
      conditions: { ...conditions, leaseId: id },
    };
    try {
      const operation = await operateHost(
        this.#fleet,
        this.#connections.host(host),
        request,
        this.#fleet.callContext(signal),
        (update) => {
          if (update.t !== "accepted") return;
          this.operations.set(host, update.operation);
          accepted();
        },
      );
      return this.#ended(host, operation);
    } catch (error) {
      return this.#failed(host, error);
    }
  }

  async resolve(host: string, operationId: OperationId, { signal }: FleetCall): Promise<ResolvedEnd> {
    const about = { id: operationId, timeout: this.#question.timeout };
    try {
      const context = this.#fleet.callContext(signal);
      return this.#ended(host, await learnOperation(this.#fleet, this.#connections.host(host), about, context));
    } catch (error) {
      return isFault(error, "OPERATION_NOT_FOUND") ? { outcome: "never-arrived" } : this.#failed(host, error);
    }
  }

  #ended(host: string, operation: Operation): OperationEnd {
    this.operations.set(host, operation);
    this.errors.delete(host);
    switch (operation.result) {
      case "done":
        return { outcome: "ok", message: "" };
      case "running":
        return { outcome: "unknown", message: "its operation goes on" };
      case "failed":
      case "cancelled":
        return { outcome: "failed", message: whyFailed(operation) };
    }
  }

  #failed(host: string, error: unknown): OperationEnd {
    if (!(error instanceof FaultError)) throw error;
    const told = hostFault(host, error, this.#fleet.aim);
    this.errors.set(host, told);
    if (isFault(error, "UNREACHABLE") || isFault(error, "SHUTTING_DOWN"))
      return { outcome: "unreachable", message: told.message };
    return { outcome: isFault(error, "NOT_RESPONDING") ? "unknown" : "failed", message: told.message };
  }
}

/** The reasons of the components, or that of the whole. */
function whyFailed({ result, components, message }: Operation): string {
  const reasons = components.flatMap(({ name, error }) => (error === null ? [] : [`${name}: ${error}`]));
  return `${result}: ${reasons.length > 0 ? reasons.join("; ") : message || "no reason was given"}`;
}

/** Somebody else's operation that is in progress there. */
const heldBy = (operation: Operation | undefined): string | null =>
  operation === undefined ? null : `a ${operation.kind} that ${operation.by} asked for at ${operation.startedAt.toISOString()}`;

/** How a host stands, for who works on these components; empty: all. */
export function lookOf(status: HostStatus, components: readonly string[], heldBy: string | null): HostLook {
  const { supervisor } = status;
  const known = status.components.map((component) => ({
    name: component.name,
    ready: isWell(component),
    generation: component.generation,
    uptimeSeconds: component.uptimeSeconds,
    reason: isWell(component) ? null : (component.reason ?? component.state),
    memoryBytes: component.usage?.memoryBytes ?? null,
    cpuPercent: component.usage?.cpuPercent ?? null,
    restarts: component.restarts,
    probeMs: component.probeLatencyMs,
  }));
  const facts = { components: known, configHash: supervisor.configHash };
  if (heldBy !== null) return { t: "busy", by: heldBy, ...facts };
  if (supervisor.state !== "running") return { t: "sick", why: "Server Supervisor is not running", ...facts };
  const unwell = known.filter(({ name, ready }) => !ready && (components.length === 0 || components.includes(name)));
  if (unwell.length === 0) return { t: "ready", ...facts };
  return { t: "sick", why: unwell.map(({ name, reason }) => `${name}: ${reason}`).join("; "), ...facts };
}
