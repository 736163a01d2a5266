import type { Clock } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import type { CallContext, HostService } from "../../core/host-service.ts";
import type { WatchedHost } from "./watched-host.ts";

/** What of a connection a watch needs. Every HostConnection is one. */
export interface WatchConnection extends Pick<HostService, "watch" | "status"> {
  /** Ends all calls that are open. Harmless when repeated. */
  close(): void;
}

/** A host that can be watched. */
export interface WatchSource {
  readonly name: string;
  /**
   * A new connection, which the watch closes. While the host is not reached the same one tries again: a connection that is
   * still being made is never closed by gRPC, so each new one would stay for good.
   */
  open(): WatchConnection | Promise<WatchConnection>;
  /** What its agent must call itself; empty: that is not checked. @default the name */
  readonly expectedHost?: string;
  /** The longest pause between two attempts to reach it. @default 10 s */
  readonly retryWithin?: Ms;
}

/** With what hosts are watched. */
export interface WatchOptions {
  readonly clock: Clock;
  /** How often figures are told, at least 1 s. A host that says nothing for three times as long counts as lost. */
  readonly usageEvery: Ms;
  /** How many hosts are being connected to at once. Those that are long gone take at most half of it. */
  readonly concurrency: number;
  /** How long reaching a host and its first word may take. @default 15 s */
  readonly firstWordWithin?: Ms;
  callContext(signal: AbortSignal): CallContext;
}

/** Warm streams of changes from some hosts, and how each of them stands. */
export interface FleetWatch extends AsyncDisposable {
  /** In the order of the sources. Always the same map, in which each change puts a new {@link WatchedHost}. */
  readonly hosts: ReadonlyMap<string, WatchedHost>;
  /** Calls back with the names of the hosts that have changed, at most once in 50 ms, until the returned function is called. */
  onChange(listener: (changed: ReadonlySet<string>) => void): () => void;
}
