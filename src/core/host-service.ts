import type { Ms } from "./duration.ts";
import type { CheckupReport } from "./finding.ts";
import type { EventBatch, EventsQuery } from "./host-event.ts";
import type { ConfigurationReport, NotificationTrial } from "./host-reports.ts";
import type { Role } from "./identity.ts";
import type { Lease, LeaseQuery, LeaseRequest } from "./lease.ts";
import type { ComponentName, OperationId } from "./names.ts";
import type { OperateConditions } from "./operate-conditions.ts";
import type { Operation, OperationKind, Progress } from "./operation.ts";
import type { ComponentStatus, HostStatus, SupervisorStatus, Usage } from "./status.ts";
import type { UsageQuery, UsageReport } from "./usage-history.ts";

/** What a caller sends to begin, or to join, an operation. Component names are not checked yet. */
export interface OperateRequest {
  readonly id: OperationId;
  readonly kind: OperationKind;
  /** Empty: everything, the Server Supervisor included. */
  readonly components: readonly string[];
  /** For the whole operation; null: as long as the components' own time-outs allow. */
  readonly timeout: Ms | null;
  /** The host that the caller means; empty: not checked. */
  readonly expectedHost: string;
  readonly reason: string;
  /** Absent: it is accepted whatever has happened since. */
  readonly conditions?: OperateConditions;
}

/** The stream of an operation: `accepted` once, `progress` any number of times, `result` exactly once, last. */
export type OperationUpdate =
  | { readonly t: "accepted"; readonly operation: Operation }
  | { readonly t: "progress"; readonly progress: Progress }
  | { readonly t: "result"; readonly operation: Operation };

export interface StatusQuery {
  /** Empty: all. */
  readonly components: readonly string[];
  readonly expectedHost: string;
}

export interface LogsQuery {
  /** Empty: all. */
  readonly components: readonly string[];
  /** How many of the last lines of each component, 0 to 100,000. */
  readonly lines: number;
  /** Whether to go on with what is added. */
  readonly follow: boolean;
  readonly expectedHost: string;
}

/** Whole lines of one component, without line ends. */
export interface LogLines {
  readonly component: ComponentName;
  readonly lines: readonly string[];
}

/** From where on changes are told, and how often figures. */
export interface WatchQuery {
  /** 0: begins with a snapshot; else with the changes after it, where they are still kept. */
  readonly afterSequence: number;
  /** The life of the agent that gave that number out. In another life a snapshot comes first. Absent: not checked. */
  readonly epoch?: string;
  /** How often memory and processor use are told, at least 1 s. Absent: never. */
  readonly usageEvery?: Ms;
  /** The host that the caller means. Absent: not checked. */
  readonly expectedHost?: string;
}

/** The figures of one component. */
export interface UsageUpdate {
  readonly name: ComponentName;
  readonly usage: Usage | null;
  readonly uptimeSeconds: number | null;
  readonly probeLatencyMs: number | null;
}

/** One change on a host. Sequence numbers grow by one and begin anew with the agent; `epoch` tells its lives apart. */
export type WatchUpdate = { readonly sequence: number; readonly at: Date; readonly epoch: string } & (
  | { readonly t: "snapshot"; readonly status: HostStatus }
  | { readonly t: "component"; readonly component: ComponentStatus }
  | { readonly t: "supervisor"; readonly supervisor: SupervisorStatus }
  | { readonly t: "operation"; readonly operation: Operation }
  /** So many changes were lost because the reader was too slow; a snapshot follows. */
  | { readonly t: "dropped"; readonly count: number }
  /** Figures, which are no change: it has the number of the last one. */
  | { readonly t: "usage"; readonly supervisor: Usage | null; readonly components: readonly UsageUpdate[] }
);

/** Who calls, as far as the agent can tell. */
export interface Caller {
  /** For people and records. */
  readonly name: string;
  /** `local` over the unix socket, else address and port. */
  readonly from: string;
  readonly role: Role;
  /** Components to which the caller is limited; null: all. */
  readonly components: readonly string[] | null;
}

/** Whoever may use the agent's socket may do everything. */
export const localCaller = (name: string): Caller => ({ name, from: "local", role: "admin", components: null });

/** What goes with every call. */
export interface CallContext {
  readonly caller: Caller;
  /** Aborts when the caller has gone or the agent ends; a stream then ends too. An operation does not. */
  readonly signal: AbortSignal;
}

/**
 * One host, as seen by whoever asks it something: the agent implements it, the wire carries it, the command calls it.
 * Every method rejects with a FaultError where it fails foreseeably.
 */
export interface HostService extends HostInsight {
  operate(request: OperateRequest, context: CallContext): AsyncIterable<OperationUpdate>;
  status(query: StatusQuery, context: CallContext): Promise<HostStatus>;
  /** Changes as they come, for ever. A reader that is too slow is told how many it lost, and gets a snapshot. */
  watch(query: WatchQuery, context: CallContext): AsyncIterable<WatchUpdate>;
  logs(query: LogsQuery, context: CallContext): AsyncIterable<LogLines>;
  /** @param expectedHost the host that the caller means, as another one may have its address by now; absent: not checked. */
  getOperation(id: OperationId, context: CallContext, expectedHost?: string): Promise<Operation>;
  /** @param expectedHost as in {@link getOperation}. */
  cancelOperation(id: OperationId, reason: string, context: CallContext, expectedHost?: string): Promise<Operation>;
  /** Takes the lease of the host, or renews it where it is held under this id. LEASE_HELD where another is. */
  acquireLease(request: LeaseRequest, context: CallContext): Promise<Lease>;
  /** Renews the lease and takes none: LEASE_NOT_HELD where it has ended or was broken, LEASE_HELD where another is held. */
  renewLease(request: LeaseRequest, context: CallContext): Promise<Lease>;
  /** Its holder gives the lease back; one that is not, or another's, is left as it is. Resolves with the one that is held then. */
  releaseLease(query: LeaseQuery, context: CallContext): Promise<Lease | null>;
  /** The lease that is held; null: none is. */
  getLease(expectedHost: string, context: CallContext): Promise<Lease | null>;
  /** Takes the lease from its holder. LEASE_NOT_HELD and LEASE_HELD as in {@link renewLease}: the one of now stays. */
  breakLease(query: LeaseQuery, reason: string, context: CallContext): Promise<Lease>;
}

/** What an agent remembers and knows of itself, beside how things stand. */
export interface HostInsight {
  /** What happened, as far as it is kept; then, where asked for, what happens. */
  events(query: EventsQuery, context: CallContext): AsyncIterable<EventBatch>;
  /** Memory and processor use of the last hour and the last week. */
  usage(query: UsageQuery, context: CallContext): Promise<UsageReport>;
  /** The agent looks at its certificates, clock, files, disks and configuration. Changes nothing. */
  diagnose(expectedHost: string, context: CallContext): Promise<CheckupReport>;
  configuration(expectedHost: string, context: CallContext): Promise<ConfigurationReport>;
  /** Sends a trial to the notifications of those names; none: to all. INVALID_REQUEST where one is not configured. */
  testNotifications(names: readonly string[], expectedHost: string, context: CallContext): Promise<readonly NotificationTrial[]>;
}
