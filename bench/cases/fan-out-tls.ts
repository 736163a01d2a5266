import type { Bench, Benchmark } from "../kit/bench.ts";
import { bundled } from "../kit/bundled.ts";
import type { Curve } from "../kit/curve-svg.ts";
import { inTurn, type Measured } from "../kit/in-turn.ts";
import { atMost, atMostTimes, type Row } from "../kit/row.ts";
import { rowOf } from "../kit/row-of.ts";
import { type Timed, timed } from "../kit/run-program.ts";
import { medianOf, ratiosOf } from "../kit/statistics.ts";
import { type Fleet, startFleet, WIDTH } from "../peers/fleet.ts";

const RAW = "raw TLS handshakes";

/** How close a cold fan-out comes to what its handshakes cost, and how it grows. */
export const fanOutTls: Benchmark = {
  name: "fan-out-tls",
  what: "`status` of 10 to 2,000 hosts over mutual TLS, cold, against the handshakes alone",
  needs: [],
  async run(bench) {
    const counts = bench.quick ? [10, 50, 100] : [10, 30, 100, 300, 1_000, 2_000];
    const fleet = await startFleet(Math.max(...counts), bench);
    const raw = await bundled("raw-tls", bench);
    const all: { hosts: number; measured: Measured<Timed> }[] = [];
    for (const hosts of counts) all.push({ hosts, measured: await measure(hosts, fleet, raw, bench) });
    const [most, half] = [all.at(-1), all.at(-2)];
    if (most === undefined || half === undefined) return { rows: [] };
    const rows = all.filter(({ hosts }) => bench.quick || hosts >= 100).flatMap(({ hosts, measured }) => rowsOf(hosts, measured));
    return { rows: [...rows, ...growths(half, most)], curve: curveOf(all) };
  },
};

async function measure(hosts: number, fleet: Fleet, raw: string, bench: Bench): Promise<Measured<Timed>> {
  const ours = fleet.status(hosts);
  const handshakes = { argv: [process.execPath, raw, fleet.inventory(hosts), String(WIDTH)] as [string, ...string[]] };
  bench.say(`  ${hosts} hosts`);
  return inTurn(bench.runs, { ours: () => timed(ours, bench, true), [RAW]: () => timed(handshakes, bench, true) }, bench.signal);
}

function rowsOf(hosts: number, measured: Measured<Timed>): readonly Row[] {
  const [big, many] = [hosts >= 1_000, hosts.toLocaleString("en")];
  const time = {
    name: `fan-out-tls-${hosts}`,
    what: `status of ${many} hosts, cold, wall time of the whole command`,
    unit: "s",
  } as const;
  const memory = {
    name: `fan-out-memory-${hosts}`,
    what: `peak resident memory of the command, ${many} hosts`,
    unit: "MiB",
  } as const;
  return [
    rowOf({ ...time, bars: big ? [atMostTimes(1.7, RAW)] : [] }, measured, ({ seconds }) => seconds),
    rowOf({ ...memory, bars: hosts === 1_000 ? [atMost(140)] : [] }, measured, ({ peakMiB }) => peakMiB),
  ];
}

interface Measurement {
  readonly hosts: number;
  readonly measured: Measured<Timed>;
}

/** Twice the hosts take twice the time, with a tenth for what is not measured well, and a quarter more memory at the most: their answers. */
function growths(some: Measurement, more: Measurement): readonly Row[] {
  const of = (figure: (run: Timed) => number) => {
    const figures = ({ measured }: Measurement) => (measured.runs["ours"] ?? []).map(figure);
    return ratiosOf(figures(more), figures(some));
  };
  const [few, many] = [some.hosts.toLocaleString("en"), more.hosts.toLocaleString("en")];
  const row = { unit: "×", peers: {}, missing: { ...some.measured.failed, ...more.measured.failed } } as const;
  const [time, memory] = [of(({ seconds }) => seconds), of(({ peakMiB }) => peakMiB)];
  const times = more.hosts / some.hosts;
  return [
    {
      ...row,
      name: "fan-out-growth",
      what: `time for ${many} hosts by time for ${few}`,
      ours: time,
      bars: [atMost(times * 1.1)],
    },
    {
      ...row,
      name: "fan-out-memory-growth",
      what: `memory for ${many} hosts by memory for ${few}`,
      ours: memory,
      bars: [atMost(1.25)],
    },
  ];
}

function curveOf(all: readonly Measurement[]): Curve {
  const line = (name: string, shown: string) => {
    const of = (figure: (run: Timed) => number) =>
      all.map(({ measured }) => {
        const runs = measured.runs[name] ?? [];
        return runs.length === 0 ? null : medianOf(runs.map(figure));
      });
    return { name: shown, seconds: of(({ seconds }) => seconds), mebibytes: of(({ peakMiB }) => peakMiB) };
  };
  return {
    title: "status over mutual TLS, cold, hosts and command on one machine",
    hosts: all.map(({ hosts }) => hosts),
    lines: [line("ours", "ImageServing --all status"), line(RAW, "raw TLS handshakes of node:tls")],
  };
}
