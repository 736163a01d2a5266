import { between, type Clock, sleep } from "../../core/clock.ts";
import { type MonoMs, type Ms, ms } from "../../core/duration.ts";
import { isFault, messageOf } from "../../core/fault.ts";
import type { OperationId } from "../../core/names.ts";
import { type BakeBaseline, type BakedComponent, bake } from "./bake.ts";
import { bakeSample } from "./bake-history.ts";
import type { BakeSample } from "./bake-past.ts";
import { worseText } from "./bake-text.ts";
import { boundedCall } from "./bounded-call.ts";
import type { HostLook } from "./host-look.ts";
import type { HostOutcome, RolloutHeader, TargetHost } from "./journal-record.ts";
import { beginWatch, judge, type ReadinessWatch, type Verdict } from "./readiness-watch.ts";
import type { HookData, OperationEnd, ResolvedEnd, RolloutFleet, RolloutHooks } from "./rollout-fleet.ts";
import type { RolloutPolicy } from "./rollout-policy.ts";

/** How much of a host's way is behind it: nothing; it may have been asked, here or in an earlier run; its operation is done. */
export type FlightFrom = "act" | "ask" | "watch";

/** What a flight needs beside its host. */
export interface FlightParts {
  readonly header: RolloutHeader;
  readonly policy: RolloutPolicy;
  readonly fleet: RolloutFleet;
  readonly clock: Clock;
  /** Aborts where nobody waits any more; the host is left as it is then. */
  readonly leaving: AbortSignal;
  readonly accepted: () => void;
  /** Its operation is done; resolves when that is on disk, or cannot be. */
  readonly operated: (took: Ms) => Promise<void>;
  readonly ready: (after: Ms) => void;
  /** What it is compared with once it has stayed ready. */
  readonly baseline: BakeBaseline;
  /** What that found; resolves when it is on disk, or cannot be. */
  readonly baked: (components: readonly BakedComponent[], message: string, fails: boolean) => Promise<void>;
}

/** Which host is taken through, and how. */
export interface Flight {
  readonly target: TargetHost;
  readonly operationId: OperationId;
  readonly batch: number;
  readonly from: FlightFrom;
  /** Whether to act where the host has never heard of the operation; else the flight ends with `recalled`. */
  readonly sendAgain: boolean;
}

/** How a flight ends. */
export type FlightEnd =
  | { readonly outcome: HostOutcome; readonly message: string; readonly took: Ms }
  | { readonly outcome: "recalled" };

/** Takes one host through its operation, its readiness and its hooks. Rejects only with the reason of `leaving`. */
export async function flyHost(flight: Flight, parts: FlightParts): Promise<FlightEnd> {
  const begun = parts.clock.now();
  const way = new HostFlight(flight, parts);
  let end: { readonly outcome: HostOutcome | "recalled"; readonly message: string };
  try {
    end = await way.go();
  } catch (error) {
    parts.leaving.throwIfAborted();
    end = { outcome: "unknown", message: `internal error: ${messageOf(error)}` }; // of ours, and no reason to leave the others alone
  }
  if (end.outcome === "recalled") return { outcome: "recalled" };
  const hooked = end.outcome === "done" ? end : { outcome: end.outcome, message: await way.onFailure(end.message) };
  return { outcome: hooked.outcome, message: hooked.message, took: between(begun, parts.clock.now()) };
}

interface End {
  readonly outcome: HostOutcome | "recalled";
  readonly message: string;
}

class HostFlight {
  readonly #flight: Flight;
  readonly #parts: FlightParts;
  readonly #name: string;
  /** Since it is ready without interruption. */
  #readySince: MonoMs | null = null;
  #samples: BakeSample[] = [];

  constructor(flight: Flight, parts: FlightParts) {
    this.#flight = flight;
    this.#parts = parts;
    this.#name = flight.target.name;
  }

  async go(): Promise<End> {
    if (this.#flight.from !== "watch") {
      const begun = this.#parts.clock.now();
      const end = await this.#operate();
      if (end.outcome !== "ok") return { outcome: end.outcome, message: end.message };
      await this.#parts.operated(between(begun, this.#parts.clock.now()));
    }
    const unready = this.#parts.policy.kind === "stop" ? null : await this.#watch();
    if (unready !== null) return unready;
    const worse = await this.#bake();
    if (worse !== null) return { outcome: "failed", message: worse };
    const failed = await this.#hook("after", "");
    return failed === null ? { outcome: "done", message: "" } : { outcome: "failed", message: failed };
  }

  /** The message, and what the hook for failures had to say where it failed itself. */
  async onFailure(message: string): Promise<string> {
    const failed = await this.#hook("onFailure", message);
    return failed === null ? message : `${message}; ${failed}`;
  }

  async #operate(): Promise<OperationEnd | { readonly outcome: "recalled"; readonly message: string }> {
    if (this.#flight.from === "ask") {
      const end = await this.#resolve();
      if (end.outcome !== "never-arrived") return end;
      if (!this.#flight.sendAgain) return { outcome: "recalled", message: "" };
    }
    const failed = await this.#hook("before", "");
    return failed === null ? this.#act() : { outcome: "failed", message: failed };
  }

  async #act(): Promise<OperationEnd> {
    const { operationId, target } = this.#flight;
    const call = { operationId, conditions: target.conditions, accepted: this.#parts.accepted };
    try {
      return await this.#bounded("operation", "the operation", (signal) =>
        this.#parts.fleet.act(this.#name, { ...call, signal }),
      );
    } catch (error) {
      return this.#silence(error, isFault(error, "UNREACHABLE") ? "unreachable" : "unknown");
    }
  }

  async #resolve(): Promise<ResolvedEnd> {
    const { operationId } = this.#flight;
    try {
      const end = await this.#bounded("operation", "asking what became of the operation", (signal) =>
        this.#parts.fleet.resolve(this.#name, operationId, { signal }),
      );
      return end.outcome === "unreachable" ? { ...end, outcome: "unknown" } : end; // this time nothing was sent; the first time it may have been
    } catch (error) {
      return this.#silence(error, "unknown");
    }
  }

  #silence(error: unknown, outcome: "unreachable" | "unknown"): OperationEnd {
    this.#parts.leaving.throwIfAborted();
    return { outcome, message: messageOf(error) };
  }

  /** Null: it has been ready for long enough. */
  async #watch(): Promise<End | null> {
    const { clock, leaving, policy, header } = this.#parts;
    const rules = { minReady: policy.minReady, limits: policy.limits, components: header.components };
    let watch = beginWatch(clock.now());
    let told = false;
    for (;;) {
      const look = await this.#look();
      const verdict = judge(watch, look, clock.now(), rules);
      this.#sample(look, verdict);
      if (verdict.t === "failed" || verdict.t === "unknown") return { outcome: verdict.t, message: verdict.message };
      if (!told && (verdict.t === "passed" || verdict.watch.ready !== null)) this.#parts.ready(between(watch.since, clock.now()));
      if (verdict.t === "passed") return null;
      told ||= verdict.watch.ready !== null;
      watch = verdict.watch;
      await sleep(clock, this.#untilNextLook(watch, verdict.until), leaving);
    }
  }

  /** What a comparison needs: only what was seen since it has been ready without interruption. */
  #sample(look: HostLook, verdict: Verdict): void {
    const { clock, policy, header } = this.#parts;
    if (policy.bake === "off") return;
    const since = verdict.t === "watch" ? (verdict.watch.ready?.since ?? null) : this.#readySince;
    if (since !== this.#readySince) this.#samples = [];
    this.#readySince = since;
    const sample = since === null ? null : bakeSample(look, header.components, clock.now());
    if (sample !== null) this.#samples.push(sample);
  }

  /** Compares it with before and with the others. Why it has failed; null: it has not. */
  async #bake(): Promise<string | null> {
    const { baseline, baked, policy } = this.#parts;
    const [since, last] = [this.#readySince, this.#samples.at(-1)];
    if (since === null || last === undefined) return null;
    const components = bake(since, this.#samples, baseline);
    if (components.length === 0) return null;
    const message = worseText(components, policy.kind, between(since, last.at));
    const fails = message !== "" && policy.bake === "halt";
    await baked(components, message, fails);
    return fails ? message : null;
  }

  /** Often enough to see a short interruption, and exactly when the time is over. */
  #untilNextLook(watch: ReadinessWatch, until: MonoMs): Ms {
    const { clock, policy } = this.#parts;
    const share = watch.ready === null ? policy.limits.lookEvery : Math.max(SHORTEST_WAIT, policy.minReady / LOOKS);
    return ms(Math.max(1, Math.min(policy.limits.lookEvery, share, between(clock.now(), until))));
  }

  async #look(): Promise<HostLook> {
    try {
      return await this.#bounded("look", "looking at the host", (signal) => this.#parts.fleet.look(this.#name, { signal }));
    } catch (error) {
      this.#parts.leaving.throwIfAborted();
      return { t: "unreachable", why: messageOf(error) };
    }
  }

  /** What went wrong; null: nothing. */
  async #hook(which: keyof RolloutHooks, message: string): Promise<string | null> {
    const { header, fleet } = this.#parts;
    const { operationId, batch } = this.#flight;
    const data: HookData = {
      rollout: header.id,
      host: this.#name,
      kind: header.kind,
      components: header.components,
      operationId,
      batch,
      message,
    };
    try {
      await this.#bounded("hook", `hook ${HOOK_NAMES[which]}`, (signal) => fleet.hooks[which](data, { signal }));
      return null;
    } catch (error) {
      this.#parts.leaving.throwIfAborted();
      return `hook ${HOOK_NAMES[which]}: ${messageOf(error)}`;
    }
  }

  #bounded<T>(limit: "look" | "operation" | "hook", doing: string, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { clock, leaving, policy } = this.#parts;
    return boundedCall(call, { clock, within: policy.limits[limit], doing, leaving });
  }
}

/** In milliseconds. */
const SHORTEST_WAIT = 100;

/** How many looks there are at least while min-ready counts. */
const LOOKS = 5;

const HOOK_NAMES = { before: "before", after: "after", onFailure: "on-failure" } as const satisfies Record<
  keyof RolloutHooks,
  string
>;
