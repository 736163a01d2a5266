import type { HostCard, UsageAnswer, UsageColumns } from "../protocol.ts";

/** Columns of a chart: moments in seconds, and a column of values for each name; null breaks its line, undefined lets it go on. */
export interface ChartData {
  readonly names: readonly string[];
  readonly at: readonly number[];
  readonly values: readonly (readonly (number | null | undefined)[])[];
}

/** What is drawn. */
export type Figure = "memory" | "cpu";

/** Which part of the past. The host keeps an hour closely, and a week roughly. */
export type Span = "hour" | "week";

/** A point that came live. */
export interface LivePoint {
  readonly at: number;
  readonly memory: ReadonlyMap<string, number>;
  readonly cpu: ReadonlyMap<string, number>;
}

/** Beyond so many steps without a point the line is broken: it did not run, or nobody looked. */
const GAP_STEPS = 2.5;

/** Pure. The past that a host told, with what came live since, in one table; lines are broken where there is a gap. */
export function chartData(usage: UsageAnswer, live: readonly LivePoint[], figure: Figure, span: Span): ChartData {
  const series = bySpan(usage, span);
  const names = [
    ...new Set([...series.flatMap(({ component }) => component ?? []), ...live.flatMap((point) => [...point[figure].keys()])]),
  ];
  const rows = new Map<number, Map<string, number | null>>();
  const put = (at: number, name: string, value: number | null) => {
    const second = Math.round(at / 1_000);
    const row = rows.get(second) ?? new Map<string, number | null>();
    row.set(name, value);
    rows.set(second, row);
  };
  for (const columns of series) {
    const { component, at, stepMs } = columns;
    if (component === null) continue;
    at.forEach((moment, index) => {
      const before = at[index - 1];
      if (before !== undefined && moment - before > stepMs * GAP_STEPS) put(before + stepMs, component, null);
      put(moment, component, columns[figure][index] ?? null);
    });
  }
  const told = Math.max(0, ...series.flatMap(({ at }) => at.at(-1) ?? []));
  if (span === "hour")
    for (const point of live) if (point.at > told) for (const [name, value] of point[figure]) put(point.at, name, value);
  const at = [...rows.keys()].sort((a, b) => a - b);
  return { names, at, values: names.map((name) => at.map((second) => rows.get(second)?.get(name))) };
}

/** Of two series of a component the finer one is the hour, the coarser one the week. */
function bySpan({ series }: UsageAnswer, span: Span): readonly UsageColumns[] {
  const components = [...new Set(series.map(({ component }) => component))];
  return components.flatMap((component) => {
    const own = series.filter((each) => each.component === component).sort((a, b) => a.stepMs - b.stepMs);
    return (span === "hour" ? own[0] : own.at(-1)) ?? [];
  });
}

/** The figures of a host now, as a point of its charts. */
export function livePoint({ components }: HostCard, at: number): LivePoint {
  const figures = (figure: Figure) =>
    new Map(
      components.flatMap((component) => (component[figure] === null ? [] : [[component.name, component[figure]] as const])),
    );
  return { at, memory: figures("memory"), cpu: figures("cpu") };
}
