import { humanBytes } from "../core/bytes.ts";
import type { ServerSupervisor } from "../supervisor/server-supervisor.ts";

/** What an operator should know beside the components' states, each one sentence. */
export function hostWarnings(supervisor: ServerSupervisor): readonly string[] {
  return [...journal(supervisor), ...unconfigured(supervisor), ...memory(supervisor), ...health(supervisor)];
}

function journal({ journalProblem }: ServerSupervisor): readonly string[] {
  return journalProblem === null
    ? []
    : [`the journal cannot be written, so the next agent would not know the components as they are now: ${journalProblem}`];
}

function unconfigured(supervisor: ServerSupervisor): readonly string[] {
  return supervisor.unconfigured.map((name) => `${name} is running but not in the configuration any more; a stop ends it`);
}

function memory(supervisor: ServerSupervisor): readonly string[] {
  return supervisor.actors.flatMap(({ name, usage, spec }) => {
    const limit = spec.memory.warn;
    if (usage === null || limit === null || usage.memoryBytes <= limit) return [];
    return [`${name} uses ${humanBytes(usage.memoryBytes)} of memory, above its limit for a warning of ${humanBytes(limit)}`];
  });
}

function health(supervisor: ServerSupervisor): readonly string[] {
  return supervisor.actors.flatMap(({ name, health: why }) => (why === null ? [] : [`${name} is unhealthy: ${why}`]));
}
