import type { MonoMs } from "../../core/duration.ts";
import { type BakeSample, type HostPast, pastOf } from "./bake-past.ts";
import { DEFAULT_BAKE_THRESHOLDS } from "./bake-thresholds.ts";
import { type HostLook, meant } from "./host-look.ts";

/** How many samples are kept of a host. */
const KEPT = 10;

/** How hosts stood while their turn had not come: what a restarted one is compared with. */
export class BakeHistory {
  readonly #components: readonly string[];
  readonly #samples = new Map<string, readonly BakeSample[]>();

  /** @param components those that the rollout is about; empty: all. */
  constructor(components: readonly string[]) {
    this.#components = components;
  }

  /** Takes in a look at a host whose turn has not come. */
  note(host: string, look: HostLook, at: MonoMs): void {
    const sample = bakeSample(look, this.#components, at);
    if (sample !== null) this.#samples.set(host, [...(this.#samples.get(host) ?? []), sample].slice(-KEPT));
  }

  /** The pasts of hosts; those of which nothing is known are left out. */
  pasts(hosts: readonly string[]): readonly HostPast[] {
    return hosts.map((host) => pastOf(this.of(host), DEFAULT_BAKE_THRESHOLDS.span)).filter((past) => past.size > 0);
  }

  /** What is known of a host, in the order of time. */
  of(host: string): readonly BakeSample[] {
    return this.#samples.get(host) ?? [];
  }
}

/** What a look tells of the components that are meant and ready; null: nothing that could be compared. */
export function bakeSample(look: HostLook, components: readonly string[], at: MonoMs): BakeSample | null {
  if (look.t === "busy" || look.t === "unreachable") return null;
  const ready = meant(look, components).filter((component) => component.ready);
  return ready.length === 0 ? null : { at, components: ready };
}
