import { type Ms, ms, seconds } from "../../core/duration.ts";

/** From when on a figure is clearly worse: more than `ratio` times the highest it is compared with, and by `least` more than that. */
export interface BakeThreshold {
  readonly ratio: number;
  readonly least: number;
}

/** By what a restarted host is judged. Larger figures are more lenient, each of them. */
export interface BakeThresholds {
  /** How many looks at the host a figure needs. @default 3 */
  readonly looks: number;
  /** How many figures it needs to be compared with where one alone says little: of CPU and probes. @default 3 */
  readonly references: number;
  /** In bytes. @default 1.5 times, 128 MB */
  readonly memory: BakeThreshold;
  /** In bytes a second, where there is more memory than `above` times what there was. @default 2 times, 1 MB, 1.1 */
  readonly growth: BakeThreshold & { readonly above: number };
  /** In per cent of one processor. @default 2 times, 50 */
  readonly cpu: BakeThreshold;
  /** In milliseconds. @default 3 times, 100 ms */
  readonly probe: BakeThreshold;
  /** How many crashes. @default 1 */
  readonly restarts: number;
  /** For so long after it became ready neither CPU nor probes count: it is warming up. @default 20_000 */
  readonly warmUp: Ms;
  /** Between the first and the last look that growth and CPU are found from. @default 4_000 */
  readonly span: Ms;
  /** The same for probes, which are asked rarely: of several looks all may tell of one answer. @default 15_000 */
  readonly probeSpan: Ms;
}

/**
 * What holds. A process that was just started has empty caches: it uses less memory than before, and more of it would be no
 * warming up. So memory counts from the beginning, and its growth only where it is above what it was already: below that it is a cache that
 * fills. CPU and the time of answers are worse for everybody at first, so they count only after a while. The absolute figures keep
 * small components from tripping over their own noise.
 */
export const DEFAULT_BAKE_THRESHOLDS: BakeThresholds = {
  looks: 3,
  references: 3,
  memory: { ratio: 1.5, least: 128_000_000 },
  growth: { ratio: 2, least: 1_000_000, above: 1.1 },
  cpu: { ratio: 2, least: 50 },
  probe: { ratio: 3, least: ms(100) },
  restarts: 1,
  warmUp: seconds(20),
  span: seconds(4),
  probeSpan: seconds(15),
};
