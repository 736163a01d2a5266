import { FaultError } from "../../core/fault.ts";
import type {
  CallContext,
  Caller,
  HostService,
  LogLines,
  LogsQuery,
  OperateRequest,
  OperationUpdate,
  StatusQuery,
  WatchUpdate,
} from "../../core/host-service.ts";
import type { Lease, LeaseQuery, LeaseRequest } from "../../core/lease.ts";
import type { OperationId } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import type { HostStatus } from "../../core/status.ts";

/**
 * A host on which callers who are limited to some components can see and change no others. What they ask for by name is
 * done or refused as a whole; where they ask for everything, they are shown what is theirs, and may change nothing.
 */
export class GuardedHost implements HostService {
  readonly #host: HostService;

  constructor(host: HostService) {
    this.#host = host;
  }

  async *operate(request: OperateRequest, context: CallContext): AsyncGenerator<OperationUpdate> {
    const { caller } = context;
    if (caller.components !== null && request.components.length === 0) throw denied(`${request.kind} of everything`, caller);
    mustBeTheirs(request.kind, request.components, caller);
    yield* this.#host.operate(request, context);
  }

  async status(query: StatusQuery, context: CallContext): Promise<HostStatus> {
    mustBeTheirs("status", query.components, context.caller);
    return shownTo(context.caller, await this.#host.status(query, context));
  }

  async *watch(afterSequence: number, context: CallContext): AsyncGenerator<WatchUpdate> {
    const { caller } = context;
    for await (const update of this.#host.watch(afterSequence, context)) {
      if (update.t === "snapshot") yield { ...update, status: shownTo(caller, update.status) };
      else if (update.t === "component" && !isTheirs(caller, [update.component.name])) continue;
      else if (update.t === "operation" && !isTheirs(caller, update.operation.requested)) continue;
      else yield update;
    }
  }

  async *logs(query: LogsQuery, context: CallContext): AsyncGenerator<LogLines> {
    const { caller } = context;
    mustBeTheirs("logs", query.components, caller);
    if (caller.components === null || query.components.length > 0) return yield* this.#host.logs(query, context);
    const { components } = await this.status({ components: [], expectedHost: query.expectedHost }, context);
    if (components.length > 0) yield* this.#host.logs({ ...query, components: components.map(({ name }) => name) }, context);
  }

  async getOperation(id: OperationId, context: CallContext, expectedHost?: string): Promise<Operation> {
    const operation = await this.#host.getOperation(id, context, expectedHost);
    if (!isTheirs(context.caller, operation.requested)) throw denied("this operation", context.caller);
    return operation;
  }

  async cancelOperation(id: OperationId, reason: string, context: CallContext, expectedHost?: string): Promise<Operation> {
    await this.getOperation(id, context, expectedHost);
    return await this.#host.cancelOperation(id, reason, context, expectedHost);
  }

  // A rollout of one component needs the lease as one of everything does; but nobody with limits takes another's.

  async acquireLease(request: LeaseRequest, context: CallContext): Promise<Lease> {
    await this.#mustNotBeOthers(request, context);
    return await this.#host.acquireLease(request, context);
  }

  async renewLease(request: LeaseRequest, context: CallContext): Promise<Lease> {
    await this.#mustNotBeOthers(request, context);
    return await this.#host.renewLease(request, context);
  }

  releaseLease(query: LeaseQuery, context: CallContext): Promise<Lease | null> {
    return this.#host.releaseLease(query, context);
  }

  getLease(expectedHost: string, context: CallContext): Promise<Lease | null> {
    return this.#host.getLease(expectedHost, context);
  }

  async breakLease(query: LeaseQuery, reason: string, context: CallContext): Promise<Lease> {
    await this.#mustNotBeOthers(query, context);
    return await this.#host.breakLease(query, reason, context);
  }

  async #mustNotBeOthers({ id, expectedHost }: LeaseQuery, context: CallContext): Promise<void> {
    const { caller } = context;
    if (caller.components === null) return;
    const held = await this.#host.getLease(expectedHost, context);
    if (held?.id === id && held.by !== caller.name) throw denied(`the lease of ${held.by}`, caller);
  }
}

/** Whether what an operation is about, which is everything where it names nothing, is within what the caller is limited to. */
const isTheirs = ({ components }: Caller, named: readonly string[]): boolean =>
  components === null || (named.length > 0 && named.every((name) => components.includes(name)));

function mustBeTheirs(what: string, named: readonly string[], caller: Caller): void {
  if (named.length > 0 && !isTheirs(caller, named)) throw denied(`${what} of ${named.join(", ")}`, caller);
}

function shownTo(caller: Caller, { operations = [], ...status }: HostStatus): HostStatus {
  const { name, components } = caller;
  const theirs = operations.filter(({ requested }) => isTheirs(caller, requested));
  const told = theirs.length === 0 ? status : { ...status, operations: theirs };
  if (components === null) return told;
  const shown = status.components.filter((component) => components.includes(component.name));
  const warning = `the certificate of ${name} is limited to ${components.join(", ")}: nothing else is shown`;
  return { ...told, components: shown, warnings: [warning] };
}

const denied = (what: string, { name, components }: Caller): FaultError =>
  new FaultError({
    code: "PERMISSION_DENIED",
    what,
    who: `the certificate of ${name} is limited to ${(components ?? []).join(", ")}`,
  });
