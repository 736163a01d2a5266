import type { UsageReport } from "../../core/usage-history.ts";
import type { UsageAnswer } from "../../web/protocol.ts";

/** The past of a host in columns, as charts take them, at the time of the dashboard's own clock. */
export function usageAnswer({ series, now }: UsageReport, wall: Date): UsageAnswer {
  const ahead = now.getTime() - wall.getTime();
  return {
    series: series.map(({ component, step, points }) => ({
      component,
      stepMs: step,
      at: points.map(({ at }) => at.getTime() - ahead),
      memory: points.map(({ memoryBytes }) => Math.round(memoryBytes)),
      peak: points.map(({ peakBytes }) => Math.round(peakBytes)),
      cpu: points.map(({ cpuPercent }) => Math.round(cpuPercent * 10) / 10),
    })),
  };
}
