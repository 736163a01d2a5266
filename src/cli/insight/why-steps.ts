import type { ComponentStatus } from "../../core/status.ts";
import type { ComponentHistory } from "./component-history.ts";
import { couldNotStart, mayBeMemory } from "./why-end.ts";
import type { WhyStep } from "./why-facts.ts";

const step = (what: string, command: string | null = null): WhyStep => ({ what, command });

/** What an operator does next about a component, what helps most first. */
export function stepsFor(component: ComponentStatus, history: ComponentHistory): readonly WhyStep[] {
  const { name, state, desired, reason } = component;
  const log = step("read its log", `logs ${name} -n 100`);
  const start = step("start it now", `start ${name}`);
  const past = step("what was before", `events ${name} --since 1h`);
  if (couldNotStart(component))
    return [step(`mend components.${name} in agent.yaml on its host`), step("then start it", `start ${name}`), past];
  if (state === "failed" || state === "backoff") return [log, ...memorySteps(history), start, past];
  if (state === "stopped") return desired === "down" ? [start, past] : [log, start, past];
  if (state === "stopping") return reason?.includes("survived SIGKILL") === true ? [log, past] : [past];
  if (state === "starting")
    return [log, step(`if it takes longer or the probe is wrong: components.${name}.ready in agent.yaml`), past];
  if (!component.ready || reason !== null) return [log, step("restart it", `restart ${name}`), past];
  return [past];
}

/** Where the agent has seen something, that has been said. */
function memorySteps(history: ComponentHistory): readonly WhyStep[] {
  const exit = history.lastExit;
  if (exit === null || !mayBeMemory(exit) || (history.eventOf(exit)?.evidence.length ?? 0) > 0) return [];
  return [step("on its host, whether memory ran out: dmesg -T | grep -i 'killed process'")];
}
