import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bench, Benchmark } from "../kit/bench.ts";
import { inTurn } from "../kit/in-turn.ts";
import { atMostMoreThan } from "../kit/row.ts";
import { rowOf } from "../kit/row-of.ts";
import { endChild, timed } from "../kit/run-program.ts";
import { imageServing } from "../peers/image-serving.ts";
import { pm2 } from "../peers/pm2.ts";
import { runit } from "../peers/runit.ts";
import { s6 } from "../peers/s6.ts";
import { type Running, startAll } from "../peers/supervised.ts";
import { supervisord } from "../peers/supervisord.ts";
import { Witness } from "../peers/witness.ts";

const SETTLING = "ours without a probe";

/** What a supervisor adds to a restart. */
export const restartThree: Benchmark = {
  name: "restart-three",
  what: "`restart` of three components that end and start at once",
  needs: ["/usr/bin/runsvdir", "/usr/bin/s6-svscan", "/usr/bin/supervisord"],
  async run(bench) {
    const witness = new Witness(bench);
    // A probe that holds at once: what is measured is not how long readiness takes. Without a probe a component counts as ready
    // once it has lived for half a second, which the second of ours shows.
    const atOnce = imageServing({}, { ready: { command: ["true"], interval: "10ms" } });
    const settling = { ...imageServing(), name: SETTLING };
    const { running, missing } = await startAll([atOnce, settling, runit, pm2, s6, supervisord], witness, bench);
    const contenders = Object.fromEntries(
      Object.entries(running).map(([name, each]) => [name, () => restart(each, witness, bench)]),
    );
    const measured = await inTurn(bench.runs, { "by hand": await byHand(witness, bench), ...contenders }, bench.signal);
    const what =
      "until the command has ended and three new components have said their first word; by hand: the components' own time";
    const row = { name: "restart-three", what, unit: "ms" } as const;
    return { rows: [rowOf({ ...row, bars: [atMostMoreThan(100, "by hand")] }, measured, (ms) => ms, missing)] };
  },
};

/** Components have run a second before, which some supervisors make a difference for. */
const STEADY = 1_100;

async function restart({ components, restart: command }: Running, witness: Witness, bench: Bench): Promise<number> {
  if (command === null) throw new Error("it has no such command");
  await sleep(STEADY, undefined, { signal: bench.signal });
  const before = components.map((name) => [name, witness.last(name)?.pid ?? 0] as const);
  const began = performance.now();
  await timed(command, bench);
  const ended = performance.now();
  const words = await Promise.all(before.map(([name, pid]) => witness.next(name, pid)));
  return Math.max(ended, ...words.map(({ at }) => at)) - began;
}

/** The least that it can be: three signals, three starts. */
async function byHand(witness: Witness, bench: Bench): Promise<() => Promise<number>> {
  const names = ["a", "b", "c"].map((each) => `by-hand-${each}`);
  const programs = names.map((name) => ({ name, program: witness.program(name) }));
  const start = () => programs.map(({ program }) => spawn(program, { stdio: "ignore" }));
  let children: readonly ChildProcess[] = start();
  bench.atEnd(() => Promise.all(children.map((child) => endChild(child))));
  await Promise.all(names.map((name) => witness.next(name, 0)));
  return async () => {
    const before = names.map((name) => [name, witness.last(name)?.pid ?? 0] as const);
    const began = performance.now();
    const gone = children.map((child) => once(child, "exit"));
    for (const child of children) child.kill("SIGTERM");
    await Promise.all(gone);
    children = start();
    const words = await Promise.all(before.map(([name, pid]) => witness.next(name, pid)));
    return Math.max(...words.map(({ at }) => at)) - began;
  };
}
