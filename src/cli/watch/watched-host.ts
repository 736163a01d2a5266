import type { MonoMs } from "../../core/duration.ts";
import type { FaultError } from "../../core/fault.ts";
import type { ComponentName } from "../../core/names.ts";
import type { HostStatus } from "../../core/status.ts";

/** How the stream of changes from a host stands. */
export type Link =
  /** It has not been reached yet. */
  | { readonly t: "connecting" }
  | { readonly t: "live" }
  /** What is known of it is stale. It is tried again by itself. */
  | { readonly t: "lost"; readonly error: FaultError; readonly attempts: number; readonly since: MonoMs };

/** A host that is watched, as far as it is known. Immutable: every change makes a new one. */
export interface WatchedHost {
  readonly name: string;
  readonly link: Link;
  /** How it stood when it was heard last; uptimes are of `statusAt`. Null: it never was. */
  readonly status: HostStatus | null;
  /** When the figures in the status were taken, by the own clock. */
  readonly statusAt: MonoMs | null;
  /** When anything was heard of it last. */
  readonly heardAt: MonoMs | null;
  /** Its clock minus ours at the last word, in milliseconds; null: not known. */
  readonly clockOffsetMs: number | null;
  /** Resident memory of each component in bytes, the oldest first; at most 60 figures, one for each time figures were told. */
  readonly memory: ReadonlyMap<ComponentName, readonly number[]>;
  /** Changes that were lost on the way, in all, because nobody read them in time. */
  readonly dropped: number;
}
