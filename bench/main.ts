// The whole table of docs/performance.md: `npm run bench`. Its parts are in cases/, what they are compared with in peers/.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { BENCHMARKS } from "./cases/all.ts";
import type { Bench, Benchmark, Outcome } from "./kit/bench.ts";
import { curveSvg } from "./kit/curve-svg.ts";
import { Ends } from "./kit/ends.ts";
import { judge } from "./kit/judge.ts";
import { markdownOf } from "./kit/markdown.ts";
import { type Options, optionsOf, USAGE } from "./kit/options.ts";
import { machine, resultsOf, writeResults } from "./kit/result-file.ts";
import { tableOf } from "./kit/table.ts";
import { installPeers } from "./peers/packages.ts";

const say = (line: string) => console.error(line);

function chosen({ names }: Options): readonly Benchmark[] {
  const unknown = names.filter((name) => !BENCHMARKS.some((each) => each.name === name));
  if (unknown.length > 0) throw new Error(`which benchmark is ${unknown.join(", ")}? --list says which there are`);
  return names.length === 0 ? BENCHMARKS : BENCHMARKS.filter(({ name }) => names.includes(name));
}

async function runOne(benchmark: Benchmark, { quick, runs }: Options, signal: AbortSignal): Promise<Outcome | null> {
  const began = performance.now();
  await using ends = new Ends();
  const folder = mkdtempSync("/tmp/is-bench-"); // short: a socket's path has 107 bytes
  ends.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const bench: Bench = { runs: runs ?? (quick ? 3 : 9), quick, folder, signal, say, atEnd: (act) => ends.add(act) };
  say(`${benchmark.name}: ${benchmark.what}`);
  try {
    return await benchmark.run(bench);
  } catch (error) {
    if (signal.aborted) return null;
    say(`${benchmark.name} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return null;
  } finally {
    say(`${benchmark.name} took ${Math.round((performance.now() - began) / 1_000)} s`);
  }
}

async function main(options: Options): Promise<number> {
  if (options.list) {
    for (const { name, what } of BENCHMARKS) console.log(`${name.padEnd(18)} ${what}`);
    return 0;
  }
  const benchmarks = chosen(options);
  if (options.install) installPeers([...new Set(benchmarks.flatMap(({ needs }) => needs))], say);
  const interrupted = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interrupted.abort(new Error(signal)));
  const outcomes: (Outcome | null)[] = [];
  for (const benchmark of benchmarks) {
    if (interrupted.signal.aborted) return 130;
    outcomes.push(await runOne(benchmark, options, interrupted.signal));
  }
  if (interrupted.signal.aborted) return 130;
  return report(outcomes, options);
}

function report(outcomes: readonly (Outcome | null)[], { quick, runs, json, strict }: Options): number {
  const rows = outcomes.flatMap((outcome) => outcome?.rows ?? []);
  const curves = outcomes.flatMap((outcome) => outcome?.curve ?? []);
  const at = new Date().toISOString();
  const about = { at, quick, runs: runs ?? (quick ? 3 : 9), machine: machine(process.cwd()) };
  const file = resolve(json ?? join("bench/results", `${at.replaceAll(":", "-").slice(0, 19)}.json`));
  writeResults(file, resultsOf(rows, curves, about));
  writeFileSync(file.replace(/(\.json)?$/, ".md"), markdownOf(rows));
  for (const curve of curves) {
    // Few runs or few hosts are not what the documentation shows.
    const image = quick || about.runs < 9 ? join(dirname(file), "fan-out.svg") : resolve("docs/images/fan-out.svg");
    mkdirSync(dirname(image), { recursive: true });
    writeFileSync(image, curveSvg(curve));
    say(`curve: ${image}`);
  }
  const { node, processors, model, commit } = about.machine;
  console.log(`${tableOf(rows)}\n`);
  const verdicts = rows.flatMap(judge);
  const count = (t: string) => verdicts.filter((verdict) => verdict.t === t).length;
  console.log(`${count("holds")} bars hold, ${count("misses")} missed, ${count("unknown")} unknown`);
  console.log(
    `Node ${node}, ${processors} × ${model}, commit ${commit ?? "unknown"}, ${about.runs} runs${quick ? ", quick" : ""}; ${file}`,
  );
  const failed = outcomes.filter((outcome) => outcome === null).length;
  if (failed > 0) say(`${failed} benchmarks failed; see above`);
  return failed > 0 || (strict && verdicts.some(({ t }) => t !== "holds")) ? 1 : 0;
}

try {
  process.exitCode = await main(optionsOf(process.argv.slice(2)));
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exitCode = 2;
}
process.exit(); // whatever a library keeps open is nobody's business any more
