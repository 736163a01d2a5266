import type { Ms } from "../../../core/duration.ts";
import { type OperationId, parseOperationId } from "../../../core/names.ts";
import type { RolloutHeader } from "../journal-record.ts";
import type { RolloutEvent } from "../rollout-event.ts";
import { RolloutState } from "../rollout-state.ts";
import { runRollout } from "../run-rollout.ts";
import { MemoryJournal } from "./memory-journal.ts";
import { SimulatedFleet } from "./simulated-fleet.ts";
import type { SimulatedHostSpec } from "./simulated-host.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** What a rehearsal showed. */
export interface Rehearsal {
  readonly events: readonly RolloutEvent[];
  /** How long it would have taken. */
  readonly took: Ms;
  readonly fleet: SimulatedFleet;
  /** As its journal would tell it. */
  readonly state: RolloutState;
}

/** Runs a whole rollout over simulated hosts, in moments. Questions of the pause `ask` are answered with yes. */
export async function rehearse(header: RolloutHeader, hosts: readonly SimulatedHostSpec[], wall: Date): Promise<Rehearsal> {
  const clock = new VirtualClock(wall);
  const fleet = new SimulatedFleet(hosts, header.kind, clock);
  const never = new AbortController().signal;
  const state = new RolloutState(header, wall);
  let ids = 0;
  const rollout = runRollout({
    state,
    journal: new MemoryJournal(),
    fleet,
    clock,
    newOperationId: () => parseOperationId(`rehearsal-${++ids}`) as OperationId,
    confirm: async () => true,
    stopping: never,
    leaving: never,
  });
  const events = await clock.run(gathered(rollout));
  return { events, took: clock.now() as number as Ms, fleet, state };
}

async function gathered<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
