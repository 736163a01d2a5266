import { type Ms, ms, seconds } from "../../../core/duration.ts";
import { seededRandom } from "../seeded-random.ts";
import type { SimulatedFault, SimulatedHostSpec } from "./simulated-host.ts";

/** What a simulated fleet is like. */
export interface FleetSketch {
  /** The same seed makes the same fleet. */
  readonly seed: number;
  /** Names, in order, with their value of the label that batches spread over. */
  readonly hosts: readonly { readonly name: string; readonly spread: string | null }[];
  /** How likely a host is to have one of the faults, from 0 to 1. */
  readonly faulty: number;
  readonly faults: readonly SimulatedFault[];
  /** How long operations take, from the least to the most. */
  readonly takes: { readonly least: Ms; readonly most: Ms };
}

/** Draws the hosts of a simulated fleet. */
export function simulateFleet({ seed, hosts, faulty, faults, takes }: FleetSketch): readonly SimulatedHostSpec[] {
  const random = seededRandom(seed);
  return hosts.map(({ name, spread }) => {
    const fault = random() < faulty ? (faults[Math.floor(random() * faults.length)] ?? null) : null;
    const length = ms(Math.round(takes.least + random() * (takes.most - takes.least)));
    return { name, spread, components: ["is"], outBefore: null, fault, takes: length, diesAfter: DIES_AFTER, heldFor: HELD_FOR };
  });
}

const DIES_AFTER = seconds(3);
const HELD_FOR = seconds(60);
