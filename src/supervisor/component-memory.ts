import type { Desired } from "../core/status.ts";
import type { Survivor } from "./adoption.ts";
import type { ComponentActor, ComponentMemory } from "./component-actor.ts";
import type { ComponentRecord } from "./journal.ts";

/** What the journal is to have of a component. */
export const remember = (actor: ComponentActor, desired: Desired): ComponentRecord => ({
  desired,
  leader: actor.process?.identity ?? null,
  restarts: actor.slot.restarts,
  generation: actor.generation,
  lastExit: actor.lastExit,
  spec: actor.spec,
});

/** What is known of a component from an earlier agent. @param survivor what lives of it; null: nothing. */
export function recall(record: ComponentRecord | null, survivor: Survivor | null): ComponentMemory {
  // An agent that was killed between starting a process and recording it has not counted it either.
  const uncounted = survivor !== null && survivor.identity.run !== record?.leader?.run;
  return {
    restarts: record?.restarts ?? 0,
    generation: (record?.generation ?? 0) + (uncounted ? 1 : 0),
    lastExit: record?.lastExit ?? null,
  };
}
