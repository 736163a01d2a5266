import type { MonoMs } from "../../core/duration.ts";
import type { ComponentLook } from "./host-look.ts";

/** How components that were ready stood at a moment. */
export interface BakeSample {
  readonly at: MonoMs;
  readonly components: readonly ComponentLook[];
}

/** What is compared: bytes, bytes a second, per cent of one processor, milliseconds, and crashes since before it was begun. */
export const BAKE_MEASURES = ["memory", "growth", "cpu", "probe", "restarts"] as const;
export type BakeMeasure = (typeof BAKE_MEASURES)[number];

/** The highest figures of a component in its past; null: not known. */
export type PastFigures = Readonly<Record<BakeMeasure, number | null>>;

/** The past of one host, by component. */
export type HostPast = ReadonlyMap<string, PastFigures>;

/** A component at a moment. */
export interface BakePoint {
  readonly at: MonoMs;
  readonly look: ComponentLook;
}

/** The past of a host, from samples in the order of their time. @param span in milliseconds: growth is not found from less. */
export function pastOf(samples: readonly BakeSample[], span: number): HostPast {
  const names = new Set(samples.flatMap(({ components }) => components.map(({ name }) => name)));
  return new Map([...names].map((name) => [name, figuresOf(pointsOf(samples, name), span)]));
}

/** The samples of one component. */
export const pointsOf = (samples: readonly BakeSample[], name: string): readonly BakePoint[] =>
  samples.flatMap(({ at, components }) => {
    const look = components.find((component) => component.name === name);
    return look === undefined ? [] : [{ at, look }];
  });

/** How often it crashed between two looks; null where one of them does not know it. */
export function crashes(from: BakePoint | undefined, to: BakePoint | undefined): number | null {
  const [was, is] = [from?.look.restarts ?? null, to?.look.restarts ?? null];
  return was === null || is === null ? null : Math.max(0, is - was);
}

const figuresOf = (points: readonly BakePoint[], span: number): PastFigures => ({
  memory: highest(points.map(({ look }) => look.memoryBytes)),
  growth: growthOf(points, span),
  cpu: highest(points.map(({ look }) => look.cpuPercent)),
  probe: highest(points.map(({ look }) => look.probeMs)),
  restarts: crashes(points[0], points.at(-1)),
});

function highest(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** From the first to the last look at its last process, where there is some time between. */
function growthOf(points: readonly BakePoint[], span: number): number | null {
  const { generation } = points.at(-1)?.look ?? {};
  const same = points.filter(({ look }) => look.memoryBytes !== null && look.generation === generation);
  const [first, last] = [same[0], same.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < span) return null;
  const grown = (last.look.memoryBytes ?? 0) - (first.look.memoryBytes ?? 0);
  return Math.max(0, (grown / (last.at - first.at)) * A_SECOND);
}

/** In milliseconds. */
const A_SECOND = 1_000;
