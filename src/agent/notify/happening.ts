import type { ComponentState } from "../../core/component-state.ts";
import type { ComponentName, OperationId } from "../../core/names.ts";
import type { NotificationEvent } from "../../core/notification.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { ExitRecord } from "../../core/status.ts";

/** How a component stood before or after. */
export interface Stand {
  readonly state: ComponentState;
  readonly ready: boolean;
}

/** The operation in which something happened. */
export interface AskedBy {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly by: string;
}

/** One thing that happened, as it is told. */
export interface Told {
  readonly event: NotificationEvent;
  /** Null: about the host, or several components. */
  readonly component: ComponentName | null;
  readonly title: string | null;
  readonly at: Date;
  readonly from: Stand | null;
  readonly to: Stand | null;
  /** How a process ended, where one did. */
  readonly exit: ExitRecord | null;
  /** Why it is as it is, where it is not running and ready. */
  readonly reason: string | null;
  readonly operation: AskedBy | null;
  /** What happened, without where: `crashed: killed by SIGKILL …`. */
  readonly what: string;
}

/** One change, which may be several things: the worst first. A notification tells the first that it is for. */
export interface Happening {
  /** Grows by one with every happening in this life of the agent, from 1. */
  readonly sequence: number;
  /** Whom it concerns; empty: the whole host. */
  readonly concerns: readonly ComponentName[];
  readonly faces: readonly [Told, ...Told[]];
}
