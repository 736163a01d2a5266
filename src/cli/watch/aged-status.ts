import { between } from "../../core/clock.ts";
import type { MonoMs } from "../../core/duration.ts";
import type { HostStatus } from "../../core/status.ts";

/**
 * Pure. A status as it reads some time later, where nothing has changed: uptimes have grown, and retries are nearer.
 * @param from when it held, by the own clock.
 */
export function agedStatus(status: HostStatus, from: MonoMs, now: MonoMs): HostStatus {
  const elapsed = between(from, now);
  if (elapsed === 0) return status;
  const grown = (uptime: number | null) => (uptime === null ? null : uptime + elapsed / 1_000);
  return {
    ...status,
    supervisor: { ...status.supervisor, uptimeSeconds: grown(status.supervisor.uptimeSeconds) },
    components: status.components.map((component) => ({
      ...component,
      uptimeSeconds: grown(component.uptimeSeconds),
      retryInMs: component.retryInMs === null ? null : Math.max(0, component.retryInMs - elapsed),
    })),
  };
}
