import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { ChartData } from "../look/chart-data.ts";
import { DARK, useMedia } from "./use-media.ts";

const HEIGHT = 190;
const DASHES: readonly number[][] = [[], [6, 3], [2, 3], [9, 3, 2, 3]];

/** Lines over time. Each has a colour and a dash of its own; `text` says the same in words. */
export function Chart({
  data,
  write,
  text,
}: {
  readonly data: ChartData;
  readonly write: (value: number) => string;
  readonly text: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const dark = useMedia(DARK);
  const names = data.names.join();
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const made = new uPlot(optionsOf(element, data.names, write), alignedOf(data), element);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [names, dark]);
  useEffect(() => plot.current?.setData(alignedOf(data)), [data]);
  return <div class="chart" ref={place} role="img" aria-label={text} />;
}

/** The time of day, and the day where more than one is drawn. @param step between two marks, in seconds. */
function timeText(second: number, step: number): string {
  const at = new Date(second * 1_000);
  return step < 43_200
    ? at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })
    : at.toLocaleDateString("en-GB", { weekday: "short", day: "numeric" });
}

const alignedOf = ({ at, values }: ChartData): uPlot.AlignedData =>
  [[...at], ...values.map((column) => [...column])] as uPlot.AlignedData;

function optionsOf(element: HTMLElement, names: readonly string[], write: (value: number) => string): uPlot.Options {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--quiet"),
    grid: { stroke: colour("--line"), width: 1 },
    ticks: { show: false },
    font: "11px system-ui, sans-serif",
  };
  return {
    width: Math.max(100, element.clientWidth),
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    cursor: { points: { size: 6 }, drag: { x: false, y: false } },
    legend: { show: false },
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(most * 1.1, 1)] } },
    axes: [
      { ...axis, space: 70, size: 28, values: (_, at, __, ___, step) => at.map((second) => timeText(second, step)) },
      { ...axis, size: 62, values: (_, values) => values.map((value) => write(value)) },
    ],
    series: [
      {},
      ...names.map(
        (name, at): uPlot.Series => ({
          label: name,
          stroke: colour(`--series-${(at % 6) + 1}`),
          dash: DASHES[Math.floor(at / 6) % DASHES.length] ?? [],
          width: 1.6,
          points: { show: false },
          spanGaps: false,
        }),
      ),
    ],
  };
}
