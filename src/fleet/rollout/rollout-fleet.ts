import type { OperationId } from "../../core/names.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { Outcome } from "../outcome.ts";
import type { HostLook, PlannedConditions } from "./host-look.ts";

/** How an operation on one host ended, as far as it is known. The message is empty where there is nothing to say. */
export interface OperationEnd {
  readonly outcome: Outcome;
  readonly message: string;
}

/** What became of an operation that may or may not have been sent. */
export type ResolvedEnd = OperationEnd | { readonly outcome: "never-arrived" };

/** What goes with every call. */
export interface FleetCall {
  /** Aborts where the rollout waits no longer: its time is over, or somebody wants to go. What was sent goes on. */
  readonly signal: AbortSignal;
}

/** What is asked of one host. */
export interface ActCall extends FleetCall {
  /** On disk by now: it can be asked for again. */
  readonly operationId: OperationId;
  readonly conditions: PlannedConditions;
  /** To be called when the host has accepted the operation. */
  accepted(): void;
}

/** The hosts of a rollout, as it reaches them. */
export interface RolloutFleet {
  /** How a host stands now. Rejecting counts as unreachable. */
  look(host: string, call: FleetCall): Promise<HostLook>;
  /**
   * Begins the operation, and resolves with its end. The same id never acts twice. `unreachable` is an outcome only where
   * nothing can have been sent. Rejecting with UNREACHABLE counts as that, with anything else as unknown.
   */
  act(host: string, call: ActCall): Promise<OperationEnd>;
  /** What became of an operation; waits for its end where it goes on. Rejecting counts as unknown. */
  resolve(host: string, operationId: OperationId, call: FleetCall): Promise<ResolvedEnd>;
  readonly hooks: RolloutHooks;
}

/** What a hook is told. */
export interface HookData {
  readonly rollout: string;
  readonly host: string;
  readonly kind: OperationKind;
  /** Empty: everything. */
  readonly components: readonly string[];
  readonly operationId: OperationId;
  /** Counted from 1. */
  readonly batch: number;
  /** Why the host failed; empty where it has not. */
  readonly message: string;
}

/** Called around each host. One that rejects has failed, and with it the host. After a kill they may be called again. */
export interface RolloutHooks {
  /** Before anything is sent to the host, as to take it out of a load balancer. */
  before(data: HookData, call: FleetCall): Promise<void>;
  /** When it has stayed ready for long enough, as to take it in again. */
  after(data: HookData, call: FleetCall): Promise<void>;
  /** When it has failed, was unreachable or is unknown. */
  onFailure(data: HookData, call: FleetCall): Promise<void>;
}

/** No hooks. */
export const NO_HOOKS: RolloutHooks = { before: async () => {}, after: async () => {}, onFailure: async () => {} };
