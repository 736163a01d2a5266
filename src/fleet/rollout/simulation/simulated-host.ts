import type { MonoMs, Ms } from "../../../core/duration.ts";
import type { OperationId } from "../../../core/names.ts";
import type { OperationKind } from "../../../core/operation.ts";
import type { HostLook, PlannedConditions } from "../host-look.ts";
import type { OperationEnd } from "../rollout-fleet.ts";

/**
 * What can be wrong with a host. `refuses`: it answers no, and does nothing. `fails`: its operation fails, and it stays down.
 * `never-ready`: its operation is done, and it never becomes ready. `dies`: it becomes ready, and is not any more `diesAfter`
 * later. `replaced`: the same, but another process is there at once. `unreachable`: from the start. `vanishes`: in the middle of
 * its operation. `sick`: it is out from the start, and an operation mends it. `held`: by somebody else, for `heldFor`. `slow`:
 * everything takes ten times as long. `worse`: it uses twice the memory after a restart.
 */
export const SIMULATED_FAULTS = [
  "refuses",
  "fails",
  "never-ready",
  "dies",
  "replaced",
  "unreachable",
  "vanishes",
  "sick",
  "held",
  "slow",
  "worse",
] as const;
export type SimulatedFault = (typeof SIMULATED_FAULTS)[number];

/** What a simulated host is like. */
export interface SimulatedHostSpec {
  readonly name: string;
  /** Its value of the label that batches spread over. */
  readonly spread: string | null;
  readonly components: readonly string[];
  /** Why it is out from the start, until an operation mends it; null: it is in service. */
  readonly outBefore: string | null;
  /** Null: it does what it is asked. */
  readonly fault: SimulatedFault | null;
  /** How long an operation takes, until everything is ready. */
  readonly takes: Ms;
  /** For the faults `dies` and `replaced`: from when it is ready. */
  readonly diesAfter: Ms;
  /** For the fault `held`: from the beginning. */
  readonly heldFor: Ms;
}

interface Operated {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly from: MonoMs;
  readonly until: MonoMs;
}

const CONFIG = "sha256:simulated";
const SLOWNESS = 10;
const MEMORY = 900_000_000;
const CPU = 10;
const PROBE_MS = 20;

/** A host whose components are all as what its specification and the time make of it. */
export class SimulatedHost {
  readonly spec: SimulatedHostSpec;
  readonly #operations: Operated[] = [];

  constructor(spec: SimulatedHostSpec) {
    this.spec = spec;
  }

  /** How many times it has acted. */
  get acts(): number {
    return this.#operations.length;
  }

  /** Whether an operation runs. */
  isAtWork(now: MonoMs): boolean {
    return this.#operations.some(({ until }) => now < until);
  }

  /** Whether nothing reaches it. */
  isAway(now: MonoMs): boolean {
    if (this.spec.fault === "unreachable") return true;
    const first = this.#operations[0];
    return this.spec.fault === "vanishes" && first !== undefined && now >= (first.from + first.until) / 2;
  }

  /** How it stands. */
  look(now: MonoMs): HostLook {
    if (this.isAway(now)) return { t: "unreachable", why: "simulated: no answer" };
    const why = this.#whyNotReady(now);
    const generation = this.#generation(now);
    const components = this.spec.components.map((name) => ({
      name,
      ready: why === null,
      generation,
      uptimeSeconds: null,
      reason: why,
      memoryBytes: this.#memory(why === null),
      cpuPercent: why === null ? CPU : null,
      restarts: 0,
      probeMs: why === null ? PROBE_MS : null,
    }));
    const common = { components, configHash: CONFIG };
    if (this.#isHeld(now)) return { t: "busy", by: "simulated: somebody else", ...common };
    if (this.isAtWork(now)) return { t: "busy", by: "simulated: an operation", ...common };
    return why === null ? { t: "ready", ...common } : { t: "sick", why, ...common };
  }

  /** Begins an operation, unless it has one of that id. Returns when it ends, or what is the matter. */
  begin(id: OperationId, kind: OperationKind, conditions: PlannedConditions, now: MonoMs): MonoMs | OperationEnd {
    const known = this.#operations.find((operation) => operation.id === id);
    if (known !== undefined) return known.until;
    if (this.spec.fault === "refuses" || this.#isHeld(now)) return { outcome: "failed", message: "simulated: refused" };
    const moved = conditions.fences.some(
      (fence) => this.spec.components.includes(fence.component) && fence.generation !== this.#generation(now),
    );
    if (moved) return { outcome: "failed", message: "simulated: it is not as it was planned" };
    const takes = this.spec.takes * (this.spec.fault === "slow" ? SLOWNESS : 1);
    const operation = { id, kind, from: now, until: (now + takes) as MonoMs };
    this.#operations.push(operation);
    return operation.until;
  }

  /** When the operation of that id ends; null: it has none. */
  endOf(id: OperationId): MonoMs | null {
    return this.#operations.find((operation) => operation.id === id)?.until ?? null;
  }

  /** What is said when an operation has ended. */
  end(now: MonoMs): OperationEnd {
    if (this.isAway(now)) return { outcome: "unknown", message: "simulated: no answer" };
    return this.spec.fault === "fails"
      ? { outcome: "failed", message: "simulated: it did not start" }
      : { outcome: "ok", message: "" };
  }

  #memory(runs: boolean): number | null {
    if (!runs) return null;
    return this.spec.fault === "worse" && this.#operations.length > 0 ? 2 * MEMORY : MEMORY;
  }

  #isHeld(now: MonoMs): boolean {
    return this.spec.fault === "held" && now < this.spec.heldFor;
  }

  #whyNotReady(now: MonoMs): string | null {
    const last = this.#operations.at(-1);
    const { fault, diesAfter } = this.spec;
    const out = this.spec.outBefore ?? (fault === "sick" ? "simulated: it was out before" : null);
    if (last === undefined) return out;
    if (now < last.until) return last.kind === "start" && out === null ? null : "simulated: under way";
    if (last.kind === "stop") return "simulated: stopped";
    if (fault === "fails" || fault === "never-ready") return "simulated: it does not become ready";
    return fault === "dies" && now >= last.until + diesAfter ? "simulated: it died" : null;
  }

  #generation(now: MonoMs): number {
    const last = this.#operations.at(-1);
    const replaced = this.spec.fault === "replaced" && last !== undefined && now >= last.until + this.spec.diesAfter;
    return 1 + this.#operations.filter(({ kind }) => kind === "restart").length + (replaced ? 1 : 0);
  }
}
