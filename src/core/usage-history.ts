import type { Ms } from "./duration.ts";
import type { ComponentName } from "./names.ts";

/** Memory and processor use over one step of time. */
export interface UsagePoint {
  /** The end of the step, by the clock of the host; of the step that goes on, now. */
  readonly at: Date;
  /** Resident memory of the whole process tree, mean over the step, in bytes. */
  readonly memoryBytes: number;
  /** The most that was seen in the step, in bytes. */
  readonly peakBytes: number;
  /** 100 is one processor; mean over the step. */
  readonly cpuPercent: number;
}

/** How one component used its host. Gaps are times in which it did not run, or no agent did. */
export interface UsageSeries {
  /** Null: the agent itself. */
  readonly component: ComponentName | null;
  /** Length of a step. */
  readonly step: Ms;
  /** The oldest first. */
  readonly points: readonly UsagePoint[];
}

/** Which figures are asked for. */
export interface UsageQuery {
  /** Empty: of all, and of the agent itself. */
  readonly components: readonly string[];
  /** Not older than this; null: as far back as is kept. */
  readonly since: Date | null;
  readonly expectedHost: string;
}

/**
 * Two series for each component, and for the agent itself where all are asked for: fine for the last hour, then coarse for
 * the last week. Of more than 30 components at once, the oldest points of each may be left out.
 */
export interface UsageReport {
  readonly host: string;
  /** The clock of the host when this was sent. */
  readonly now: Date;
  readonly series: readonly UsageSeries[];
}
