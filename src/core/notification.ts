import type { Ms } from "./duration.ts";
import type { Hook } from "./hook.ts";
import type { ComponentName } from "./names.ts";

/**
 * What somebody can be notified of, the worst first: of one change that is several of these, a notification tells the first that it
 * is for. `crashed`: a process ended although nobody asked for that. `failed`: it is given up for now, or cannot be started.
 */
export const NOTIFICATION_EVENTS = [
  "failed",
  "crashed",
  "unhealthy",
  "not-ready",
  "operation-failed",
  "memory",
  "recovered",
  "stopped",
  "started",
] as const;
export type NotificationEvent = (typeof NOTIFICATION_EVENTS)[number];

/** What is told where a notification does not say what it is for. */
export const USUAL_EVENTS: readonly NotificationEvent[] = [
  "failed",
  "crashed",
  "unhealthy",
  "not-ready",
  "operation-failed",
  "recovered",
];

/** Somebody or something that is told what happens on this host. */
export interface NotificationConfig {
  readonly name: string;
  readonly on: readonly NotificationEvent[];
  /** Empty: all. */
  readonly components: readonly ComponentName[];
  /** What is called or run, and how long one attempt may take. */
  readonly way: Hook;
  /** How often one that failed is tried again, 0 to 10. */
  readonly retries: number;
  /** In any length of time `per`, `most` messages are sent; what is beyond is summed up in one. */
  readonly rate: RateLimit;
}

/** At most so many in any such length of time. */
export interface RateLimit {
  readonly most: number;
  readonly per: Ms;
}

/** The name of the component in an argument of a program: empty where a message is about several. */
export const COMPONENT_MARK = "%c";
/** The event in an argument of a program. */
export const EVENT_MARK = "%e";
