import { humanBytes } from "../../core/bytes.ts";
import { humanDuration, type Ms, ms } from "../../core/duration.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { BakedComponent, BakedFigure } from "./bake.ts";
import { BAKE_MEASURES, type BakeMeasure } from "./bake-past.ts";

const WRITTEN: Readonly<Record<BakeMeasure, (figure: number) => string>> = {
  memory: (size) => humanBytes(Math.round(size)),
  growth: (speed) => `${humanBytes(Math.round(speed))} a second`,
  cpu: (percent) => `${Math.round(percent)}% CPU`,
  probe: (length) => humanDuration(ms(length)),
  restarts: String,
};

const SAID: Readonly<Record<BakeMeasure, (name: string, figure: string) => string>> = {
  memory: (name, figure) => `${name} uses ${figure}`,
  growth: (name, figure) => `the memory of ${name} grows by ${figure}`,
  cpu: (name, figure) => `${name} uses ${figure}`,
  probe: (name, figure) => `the probe of ${name} takes ${figure}`,
  restarts: (name, figure) => `crashes of ${name}: ${figure}`,
};

/**
 * What is clearly worse, with its numbers; empty: nothing is. As `is uses 1.90 GB 10s after its restart, 900 MB before it, 800 MB to
 * 1.00 GB on 12 hosts not restarted yet`. @param after since it became ready.
 */
export function worseText(components: readonly BakedComponent[], kind: OperationKind, after: Ms): string {
  const said = figuresOf(components).filter(({ figure }) => figure.worse);
  return said
    .map(({ name, measure, figure }) => {
      const now = SAID[measure](name, WRITTEN[measure](figure.now));
      return [`${now} ${humanDuration(after)} after its ${kind}`, ...references(measure, figure, kind)].join(", ");
    })
    .join("; ");
}

/** All numbers, in short: `is 900 MB (before: 880 MB), 12% CPU (before: 10% CPU)`. */
export function bakedText(components: readonly BakedComponent[]): string {
  return components.map((component) => `${component.name} ${figuresOf([component]).map(inShort).join(", ")}`).join("; ");
}

interface Named {
  readonly name: string;
  readonly measure: BakeMeasure;
  readonly figure: BakedFigure;
}

const figuresOf = (components: readonly BakedComponent[]): readonly Named[] =>
  components.flatMap(({ name, figures }) =>
    BAKE_MEASURES.flatMap((measure) => {
      const figure = figures[measure];
      return figure === undefined ? [] : [{ name, measure, figure }];
    }),
  );

const ENDED = { start: "started", stop: "stopped", restart: "restarted" } as const satisfies Record<OperationKind, string>;

function references(measure: BakeMeasure, { before, others }: BakedFigure, kind: OperationKind): readonly string[] {
  const write = WRITTEN[measure];
  return [
    ...(before === null ? [] : [`${write(before)} before it`]),
    ...(others === null ? [] : [`${range(measure, others)} on ${hostCount(others.hosts)} not ${ENDED[kind]} yet`]),
  ];
}

const WHAT: Readonly<Record<BakeMeasure, string>> = { memory: "", growth: "+", cpu: "", probe: "probe ", restarts: "crashes " };

function inShort({ measure, figure }: Named): string {
  const { now, before, others } = figure;
  const write = WRITTEN[measure];
  const references = [
    ...(before === null ? [] : [`before: ${write(before)}`]),
    ...(others === null ? [] : [`${hostCount(others.hosts)}: ${range(measure, others)}`]),
  ];
  return `${WHAT[measure]}${write(now)} (${references.join("; ")})`;
}

const range = (measure: BakeMeasure, { least, most }: { readonly least: number; readonly most: number }): string => {
  const [from, to] = [WRITTEN[measure](least), WRITTEN[measure](most)];
  return from === to ? from : `${from} to ${to}`;
};

const hostCount = (hosts: number): string => (hosts === 1 ? "1 host" : `${hosts} hosts`);
