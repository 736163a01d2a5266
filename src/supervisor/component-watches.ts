import type { ComponentSpec } from "../core/component-spec.ts";
import type { ProbeWatch, Surroundings } from "./surroundings.ts";

/** Whom the watches tell, and whom they watch. */
export interface WatchEvents {
  /** The component's process tree at the moment. */
  pids(): ReadonlySet<number>;
  /** Its leader; null: there is none. */
  leader(): number | null;
  ready(): void;
  unready(): void;
  /** Liveness fails, with the reason; or holds again (null). */
  healthChanged(health: string | null): void;
}

/** The probes of one run of a component: readiness from its start on, liveness from its first readiness on. */
export class ComponentWatches {
  readonly #around: Surroundings;
  readonly #events: WatchEvents;
  #readiness: ProbeWatch | null = null;
  #liveness: ProbeWatch | null = null;
  #health: string | null = null;
  #latencyMs: number | null = null;

  constructor(around: Surroundings, events: WatchEvents) {
    this.#around = around;
    this.#events = events;
  }

  /** What liveness says while it fails; null while it holds or is not watched. */
  get health(): string | null {
    return this.#health;
  }

  /** Why the last failed readiness probe failed; null while none has, or none is asked. */
  get lastFailure(): string | null {
    return this.#readiness?.lastFailure ?? null;
  }

  /** How long the last probe that succeeded took, readiness or liveness; null while none has. */
  get latencyMs(): number | null {
    return this.#latencyMs;
  }

  /** Begins what is configured and does not run yet. @param wasReady liveness is not asked before: a slow start is no illness. */
  start(spec: ComponentSpec, wasReady: boolean): void {
    const answered = (tookMs: number) => {
      this.#latencyMs = tookMs;
    };
    if (spec.ready !== null)
      this.#readiness ??= this.#around.watchReadiness(spec, this.#events.pids, {
        ready: () => this.#events.ready(),
        unready: () => this.#events.unready(),
        answered,
      });
    const leader = this.#events.leader();
    if (spec.ready === null && !wasReady && leader !== null)
      this.#readiness ??= this.#around.watchRest(leader, () => this.#events.ready());
    if (spec.live !== null && wasReady) {
      this.#liveness ??= this.#around.watchLiveness(spec, {
        unhealthy: (why) => this.#healthIs(why),
        recovered: () => this.#healthIs(null),
        answered,
      });
    }
  }

  stop(): void {
    this.#readiness?.stop();
    this.#liveness?.stop();
    this.#readiness = null;
    this.#liveness = null;
    this.#health = null;
    this.#latencyMs = null;
  }

  #healthIs(health: string | null): void {
    this.#health = health;
    this.#events.healthChanged(health);
  }
}
