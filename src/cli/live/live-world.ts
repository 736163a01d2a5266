import type { Clock } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import type { CallContext, HostService } from "../../core/host-service.ts";
import type { WatchSource } from "../watch/fleet-watch.ts";
import type { Match, Order } from "./live-state.ts";

/** A connection for one log, or for events; closed by whoever opened it. */
export interface LiveConnection extends Pick<HostService, "logs" | "events"> {
  close(): void;
}

/** What became of an order, in a few words. */
export interface Ended {
  readonly ok: boolean;
  readonly text: string;
}

/** The hosts of a live view, and all that can be asked of them: those of a fleet, or this one. */
export interface LiveWorld {
  /** For the head of the screen. */
  readonly title: string;
  readonly sources: readonly WatchSource[];
  readonly clock: Clock;
  readonly concurrency: number;
  readonly firstWordWithin: Ms;
  callContext(signal: AbortSignal): CallContext;
  /** What an agent must call itself to be the one that is meant; empty: that is not checked. */
  expectedHost(host: string): string;
  /** Which hosts a filter means. */
  match(text: string): Match;
  open(host: string): Promise<LiveConnection>;
  /**
   * Asks for an operation as the command does, and follows it to its end. Tells how far it is. Rejects where the signal aborts:
   * the operation goes on.
   */
  operate(order: Order, signal: AbortSignal, onText: (text: string) => void): Promise<Ended>;
}
