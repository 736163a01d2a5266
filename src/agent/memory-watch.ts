import type { CancelTimer, Clock } from "../core/clock.ts";
import { seconds } from "../core/duration.ts";
import type { Sampler } from "../supervisor/sampler.ts";
import type { ServerSupervisor } from "../supervisor/server-supervisor.ts";

/** How often memory is looked at for the limits. */
const SAMPLE_EVERY = seconds(10);

/** Measures now and then, but only where a limit is set: otherwise figures are taken when somebody asks. Returns what ends it. */
export function watchMemory(sampler: Sampler, supervisor: ServerSupervisor, clock: Clock): CancelTimer {
  let cancel: CancelTimer = () => {};
  const look = () => {
    const limited = supervisor.actors.some(({ spec }) => spec.memory.warn !== null || spec.memory.restart !== null);
    if (limited) void sampler.refresh(SAMPLE_EVERY);
    cancel = clock.after(SAMPLE_EVERY, look, { idle: true });
  };
  look();
  return () => cancel();
}
