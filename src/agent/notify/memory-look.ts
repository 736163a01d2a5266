import { humanBytes } from "../../core/bytes.ts";
import type { ComponentName } from "../../core/names.ts";
import type { ComponentActor } from "../../supervisor/component-actor.ts";
import type { Told } from "./happening.ts";

/** Below so much of the limit it counts as below it again: figures go up and down. */
const BELOW = 0.95;

/** Notices when a component comes to use more memory than its limit for a warning. */
export class MemoryLook {
  readonly #above = new Set<ComponentName>();

  /** What is to be told of the figures as they are. */
  look(actors: readonly ComponentActor[], at: Date): readonly Told[] {
    const told: Told[] = [];
    for (const { name, usage, spec, ready } of actors) {
      const limit = spec.memory.warn;
      if (usage === null || limit === null || usage.memoryBytes < limit * BELOW) this.#above.delete(name);
      else if (usage.memoryBytes > limit && !this.#above.has(name)) {
        this.#above.add(name);
        const what = `uses ${humanBytes(usage.memoryBytes)} of memory, above its limit for a warning of ${humanBytes(limit)}`;
        const stand = { state: ready ? "running" : "starting", ready } as const;
        const nothing = { exit: null, reason: null, operation: null };
        told.push({ event: "memory", component: name, title: spec.title, at, from: stand, to: stand, ...nothing, what });
      }
    }
    return told;
  }
}
