import { between, type Clock, sleep } from "../../../core/clock.ts";
import type { MonoMs } from "../../../core/duration.ts";
import type { OperationId } from "../../../core/names.ts";
import type { OperationKind } from "../../../core/operation.ts";
import type { HostLook } from "../host-look.ts";
import type { ActCall, FleetCall, OperationEnd, ResolvedEnd, RolloutFleet, RolloutHooks } from "../rollout-fleet.ts";
import { NO_HOOKS } from "../rollout-fleet.ts";
import { SimulatedHost, type SimulatedHostSpec } from "./simulated-host.ts";

/** Hosts that exist in memory only, and keep count of what is done to them. */
export class SimulatedFleet implements RolloutFleet {
  readonly hooks: RolloutHooks;
  readonly #hosts: ReadonlyMap<string, SimulatedHost>;
  readonly #kind: OperationKind;
  readonly #clock: Clock;
  #peakAtWork = 0;
  #atWork = 0;

  constructor(specs: readonly SimulatedHostSpec[], kind: OperationKind, clock: Clock, hooks: RolloutHooks = NO_HOOKS) {
    this.#hosts = new Map(specs.map((spec) => [spec.name, new SimulatedHost(spec)]));
    this.#kind = kind;
    this.#clock = clock;
    this.hooks = hooks;
  }

  /** How many operations ran at once, at the most. */
  get peakAtWork(): number {
    return this.#peakAtWork;
  }

  /** How many times each host has acted. */
  acts(): ReadonlyMap<string, number> {
    return new Map([...this.#hosts].map(([name, host]) => [name, host.acts]));
  }

  /** How a host stands now, whether or not anything reaches it. */
  lookNow(host: string): HostLook {
    return this.#host(host).look(this.#clock.now());
  }

  async look(host: string, { signal }: FleetCall): Promise<HostLook> {
    signal.throwIfAborted();
    return this.lookNow(host);
  }

  async act(name: string, { operationId, conditions, accepted, signal }: ActCall): Promise<OperationEnd> {
    const host = this.#host(name);
    const now = this.#clock.now();
    if (host.isAway(now)) return { outcome: "unreachable", message: "simulated: no connection" };
    const acted = host.acts;
    const begun = host.begin(operationId, this.#kind, conditions, now);
    if (typeof begun !== "number") return begun;
    if (host.acts > acted) this.#count(begun);
    accepted();
    return this.#endAt(host, begun, signal);
  }

  async resolve(name: string, operationId: OperationId, { signal }: FleetCall): Promise<ResolvedEnd> {
    const host = this.#host(name);
    if (host.isAway(this.#clock.now())) return { outcome: "unknown", message: "simulated: no answer" };
    const until = host.endOf(operationId);
    return until === null ? { outcome: "never-arrived" } : this.#endAt(host, until, signal);
  }

  async #endAt(host: SimulatedHost, until: MonoMs, signal: AbortSignal): Promise<OperationEnd> {
    await sleep(this.#clock, between(this.#clock.now(), until), signal);
    return host.end(this.#clock.now());
  }

  #count(until: MonoMs): void {
    this.#atWork += 1;
    this.#peakAtWork = Math.max(this.#peakAtWork, this.#atWork);
    this.#clock.after(between(this.#clock.now(), until), () => {
      this.#atWork -= 1;
    });
  }

  #host(name: string): SimulatedHost {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new Error(`${name} is no host of this fleet`);
    return host;
  }
}
