import type { Clock } from "../core/clock.ts";
import type { ComponentSpec } from "../core/component-spec.ts";
import type { ComponentName } from "../core/names.ts";
import type { AgentLog } from "./agent-log.ts";
import type { ComponentMark } from "./component-mark.ts";
import type { LaunchedLeader } from "./leader.ts";

/** A running probe of a component. */
export interface ProbeWatch {
  /** Ends it at once; no callback after this. */
  stop(): void;
  /** Why the last try failed; null where it did not. */
  readonly lastFailure: string | null;
}

/** Who is told of every try of a probe that succeeds. */
export interface ProbeListener {
  answered(tookMs: number): void;
}

/** What a component needs from its surroundings; {@link Machine} is the real one. */
export interface Surroundings {
  readonly clock: Clock;
  readonly log: AgentLog;
  /** In [0, 1), for jitter. */
  random(): number;
  /** Starts the component's program. Rejects with a sentence why it cannot be started. */
  launch(spec: ComponentSpec): Promise<LaunchedLeader>;
  markOf(name: ComponentName): ComponentMark;
  /** @param pids the component's process tree at the moment of asking, to tell its listener from a stranger's. */
  watchReadiness(
    spec: ComponentSpec,
    pids: () => ReadonlySet<number>,
    on: { ready(): void; unready(why: string): void } & ProbeListener,
  ): ProbeWatch;
  /** Tells when a process that has just been started, and all that it started, waits for work. */
  watchRest(leader: number, rests: () => void): ProbeWatch;
  watchLiveness(spec: ComponentSpec, on: { unhealthy(why: string): void; recovered(): void } & ProbeListener): ProbeWatch;
}
