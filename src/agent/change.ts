import type { Operation } from "../core/operation.ts";
import type { ComponentStatus, SupervisorStatus } from "../core/status.ts";

/** Something that changed and that whoever watches this host is told. */
export type WatchedChange =
  | { readonly t: "component"; readonly component: ComponentStatus }
  | { readonly t: "supervisor"; readonly supervisor: SupervisorStatus }
  | { readonly t: "operation"; readonly operation: Operation };

/** Something that changed on this host. */
export type Change =
  | WatchedChange
  /** @property problem why it could not be taken into use, and the one before stays; null: it was. */
  | { readonly t: "configuration"; readonly hash: string; readonly problem: string | null }
  /** @property adopted how many components lived on when the agent began. */
  | { readonly t: "agent-started"; readonly version: string; readonly adopted: number }
  | { readonly t: "agent-ended"; readonly why: string };

/** Whoever wants to know what changes on this host. Must not throw and not take long. */
export interface Observer {
  changed(change: Change): void;
}
