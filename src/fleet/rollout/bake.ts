import type { MonoMs } from "../../core/duration.ts";
import {
  type BakeMeasure,
  type BakePoint,
  type BakeSample,
  crashes,
  type HostPast,
  type PastFigures,
  pastOf,
  pointsOf,
} from "./bake-past.ts";
import { type BakeThreshold, type BakeThresholds, DEFAULT_BAKE_THRESHOLDS } from "./bake-thresholds.ts";

/** What a restarted host is compared with. */
export interface BakeBaseline {
  /** Itself, before it was begun; in the order of time. */
  readonly own: readonly BakeSample[];
  /** Hosts whose turn has not come. */
  readonly others: readonly HostPast[];
}

/** One figure of a component, and what it is compared with. */
export interface BakedFigure {
  /** The lowest that counts: that of a moment is no reason to complain. */
  readonly now: number;
  /** The highest before; null: not known. */
  readonly before: number | null;
  /** The highest of each host whose turn has not come; null: of none it is known. */
  readonly others: { readonly least: number; readonly most: number; readonly hosts: number } | null;
  /** Whether it is clearly worse than all of these. */
  readonly worse: boolean;
}

/** What a comparison says of one component; figures that could not be compared are not there. */
export interface BakedComponent {
  readonly name: string;
  readonly figures: Readonly<Partial<Record<BakeMeasure, BakedFigure>>>;
}

/**
 * Pure: compares a host that has been ready since its restart with itself before and with the hosts whose turn has not come. A
 * figure is worse only where it is beyond every one that it is compared with, so a host that always used more than the others, or
 * others that do now, are no fault. Components of which nothing can be compared are left out.
 * @param since from when on it was ready without interruption. @param samples from then on, in the order of their time.
 */
export function bake(
  since: MonoMs,
  samples: readonly BakeSample[],
  baseline: BakeBaseline,
  thresholds: BakeThresholds = DEFAULT_BAKE_THRESHOLDS,
): readonly BakedComponent[] {
  const past = pastOf(baseline.own, thresholds.span);
  const names = samples.at(-1)?.components.map(({ name }) => name) ?? [];
  return names.flatMap((name) => {
    const own = pointsOf(baseline.own, name);
    const now = nowOf(since, pointsOf(samples, name), own.at(-1), thresholds);
    const others = baseline.others.flatMap((host) => host.get(name) ?? []);
    const figures = figuresOf({ now, past: past.get(name) ?? null, known: own.length, others }, thresholds);
    return Object.keys(figures).length === 0 ? [] : [{ name, figures }];
  });
}

interface Comparison {
  readonly now: PastFigures;
  readonly past: PastFigures | null;
  /** How many looks at itself there are from before. */
  readonly known: number;
  readonly others: readonly PastFigures[];
}

function figuresOf({ now, past, known, others }: Comparison, t: BakeThresholds): BakedComponent["figures"] {
  const against = (measure: BakeMeasure): Figure | null => {
    const ofOthers = others.map((host) => host[measure]).filter((figure) => figure !== null);
    return compared(now[measure], past?.[measure] ?? null, ofOthers);
  };
  const [memory, growth, restarts] = [against("memory"), against("growth"), against("restarts")];
  const few = known + others.length < t.references;
  const [cpu, probe] = few ? [null, null] : [against("cpu"), against("probe")];
  const more = memory !== null && memory.now > t.growth.above * reference(memory);
  return {
    ...(memory !== null && { memory: { ...memory, worse: exceeds(memory, t.memory) } }),
    ...(growth !== null && { growth: { ...growth, worse: more && exceeds(growth, t.growth) } }),
    ...(cpu !== null && { cpu: { ...cpu, worse: exceeds(cpu, t.cpu) } }),
    ...(probe !== null && { probe: { ...probe, worse: exceeds(probe, t.probe) } }),
    ...(restarts !== null && {
      restarts: { ...restarts, worse: restarts.now >= t.restarts && restarts.now > reference(restarts) },
    }),
  };
}

type Figure = Omit<BakedFigure, "worse">;

function compared(now: number | null, before: number | null, others: readonly number[]): Figure | null {
  if (now === null || (before === null && others.length === 0)) return null;
  const range = { least: Math.min(...others), most: Math.max(...others), hosts: others.length };
  return { now, before, others: others.length === 0 ? null : range };
}

/** The highest that it is compared with. */
const reference = ({ before, others }: Figure): number => Math.max(before ?? 0, others?.most ?? 0);

const exceeds = (figure: Figure, { ratio, least }: BakeThreshold): boolean =>
  figure.now > ratio * reference(figure) && figure.now - reference(figure) >= least;

type Reading = (look: BakePoint["look"]) => number | null;

/** The lowest figures since it is ready; null: too few looks tell them, or for too short a time. */
function nowOf(since: MonoMs, points: readonly BakePoint[], before: BakePoint | undefined, t: BakeThresholds): PastFigures {
  const last = points.at(-1);
  const settled = points.filter(({ at }) => at >= (since + (last?.at ?? since)) / 2); // the second half: what it comes to
  const warm = points.filter(({ at }) => at >= since + t.warmUp);
  return {
    memory: lowest(settled, (look) => look.memoryBytes, t.looks, 0),
    growth: growthOf(settled, t),
    cpu: lowest(warm, (look) => look.cpuPercent, t.looks, t.span),
    probe: lowest(warm, (look) => look.probeMs, t.looks, t.probeSpan),
    restarts: crashes(before, last),
  };
}

function lowest(points: readonly BakePoint[], of: Reading, looks: number, span: number): number | null {
  const known = points.flatMap(({ at, look }) => {
    const figure = of(look);
    return figure === null ? [] : [{ at, figure }];
  });
  const length = (known.at(-1)?.at ?? 0) - (known[0]?.at ?? 0);
  return known.length < looks || length < span ? null : known.reduce((least, { figure }) => Math.min(least, figure), Infinity);
}

/** From the middle of the earlier looks to that of the later ones; none where these overlap: what goes up and down does not grow. */
function growthOf(points: readonly BakePoint[], { looks, span }: BakeThresholds): number | null {
  const known = points.flatMap(({ at, look }) => (look.memoryBytes === null ? [] : [{ at, size: look.memoryBytes }]));
  if (known.length <= looks || (known.at(-1)?.at ?? 0) - (known[0]?.at ?? 0) < span) return null;
  const half = Math.floor(known.length / 2);
  const sorted = (part: typeof known) => part.map(({ size }) => size).sort((a, b) => a - b);
  const [early, late] = [sorted(known.slice(0, half)), sorted(known.slice(half))];
  if ((late[0] ?? 0) <= (early.at(-1) ?? 0)) return 0;
  const apart = mean(known.slice(half).map(({ at }) => at)) - mean(known.slice(0, half).map(({ at }) => at));
  return ((median(late) - median(early)) / apart) * A_SECOND;
}

const mean = (figures: readonly number[]): number => figures.reduce((sum, figure) => sum + figure, 0) / figures.length;

const median = (sorted: readonly number[]): number =>
  ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2;

/** In milliseconds. */
const A_SECOND = 1_000;
