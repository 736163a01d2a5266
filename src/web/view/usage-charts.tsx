import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { systemClock } from "../../core/clock.ts";
import { seconds } from "../../core/duration.ts";
import { type ChartData, chartData, type Figure, type LivePoint, livePoint, type Span } from "../look/chart-data.ts";
import { percent, size } from "../look/text.ts";
import type { HostCard, UsageAnswer } from "../protocol.ts";
import { Chart } from "./chart.tsx";
import { usePage } from "./page-context.ts";

const NOTHING: UsageAnswer = { series: [] };
/** The past is asked for again, which also lets go of the points that came live. */
const AGAIN = seconds(300);
const MOST_LIVE = 1_000;
const FIGURES: readonly { readonly figure: Figure; readonly title: string; readonly write: (value: number) => string }[] = [
  { figure: "memory", title: "Memory", write: size },
  { figure: "cpu", title: "CPU", write: percent },
];

/** Memory and processor use: what the host remembers, then as it goes on. */
export function UsageCharts({ host }: { readonly host: HostCard }) {
  const { usage, problem } = useUsage(host.name);
  const live = useLive(host);
  const [span, choose] = useState<Span>("hour");
  const charts = useMemo(
    () => FIGURES.map((each) => ({ ...each, data: chartData(usage ?? NOTHING, live, each.figure, span) })),
    [usage, live, span],
  );
  return (
    <section aria-labelledby="usage">
      <div class="usage-head">
        <h2 id="usage">Memory and CPU</h2>
        <span class="spans" role="group" aria-label="Which part of the past">
          {(["hour", "week"] as const).map((each) => (
            <button key={each} type="button" aria-pressed={span === each} onClick={() => choose(each)}>
              {each}
            </button>
          ))}
        </span>
        <ul class="legend">
          {(charts[0]?.data.names ?? []).map((name, at) => (
            <li key={name}>
              <span class={`swatch series-${(at % 6) + 1}`} aria-hidden="true" /> {name}
            </li>
          ))}
        </ul>
      </div>
      {problem === "" ? null : (
        <p class="problem">The host does not tell its past figures: {problem}. What is drawn came since.</p>
      )}
      <div class="charts">
        {charts.map(({ figure, title, write, data }) => (
          <figure key={figure}>
            <figcaption>{title}</figcaption>
            {data.at.length < 2 ? (
              <p class="quiet chart">No figures yet.</p>
            ) : (
              <Chart data={data} write={write} text={`${title}: ${inWords(data, write)}`} />
            )}
          </figure>
        ))}
      </div>
    </section>
  );
}

function useUsage(name: string): { readonly usage: UsageAnswer | null; readonly problem: string } {
  const { api } = usePage();
  const [usage, take] = useState<UsageAnswer | null>(null);
  const [problem, complain] = useState("");
  const [turn, next] = useState(0);
  useEffect(() => {
    const ending = new AbortController();
    api.get<UsageAnswer>(`/api/hosts/${encodeURIComponent(name)}/usage`, ending.signal).then(
      (answer) => {
        take(answer);
        complain("");
      },
      (error: unknown) => ending.signal.aborted || complain(error instanceof Error ? error.message : String(error)),
    );
    const cancel = systemClock.after(AGAIN, () => next(turn + 1));
    return () => {
      cancel();
      ending.abort();
    };
  }, [name, turn]);
  return { usage, problem };
}

/** The figures that came since this page was opened. */
function useLive(host: HostCard): readonly LivePoint[] {
  const { model } = usePage();
  const points = useRef<readonly LivePoint[]>([]);
  const last = useRef<HostCard | null>(null);
  if (last.current !== host && host.link === "live") {
    last.current = host;
    const point = livePoint(host, systemClock.wall().getTime() + model.ahead);
    points.current = [...points.current.slice(-MOST_LIVE), point];
  }
  return points.current;
}

/** What a chart says, for those who do not see it. */
function inWords({ names, values }: ChartData, write: (value: number) => string): string {
  const each = names.map((name, at) => {
    const known = (values[at] ?? []).filter((value) => value !== null && value !== undefined);
    const last = known.at(-1);
    if (last === undefined) return `${name} unknown`;
    return `${name} ${write(last)} now, between ${write(Math.min(...known))} and ${write(Math.max(...known))}`;
  });
  return each.join("; ");
}
