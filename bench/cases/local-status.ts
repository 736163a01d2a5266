import type { Benchmark } from "../kit/bench.ts";
import { inTurn } from "../kit/in-turn.ts";
import { atMostTimes } from "../kit/row.ts";
import { rowOf } from "../kit/row-of.ts";
import { type Command, timed } from "../kit/run-program.ts";
import { imageServing } from "../peers/image-serving.ts";
import { pm2 } from "../peers/pm2.ts";
import { startAll } from "../peers/supervised.ts";
import { supervisord } from "../peers/supervisord.ts";
import { Witness } from "../peers/witness.ts";

/** What an operator waits for at every keystroke. */
export const localStatus: Benchmark = {
  name: "local-status",
  what: "`ImageServing status` of this host, the whole command",
  needs: ["/usr/bin/supervisord"],
  async run(bench) {
    const { running, missing } = await startAll([imageServing(), supervisord, pm2], new Witness(bench), bench);
    const commands: Record<string, Command> = { "node -e 0": { argv: [process.execPath, "-e", "0"] } };
    const names: Record<string, string> = { ours: "ours", supervisord: "supervisorctl status", pm2: "pm2 jlist" };
    for (const [name, { status }] of Object.entries(running)) if (status !== null) commands[names[name] ?? name] = status;
    const contenders = Object.fromEntries(Object.entries(commands).map(([name, each]) => [name, () => timed(each, bench, true)]));
    const measured = await inTurn(bench.runs, contenders, bench.signal);
    const absent = Object.fromEntries(Object.entries(missing).map(([name, why]) => [names[name] ?? name, why]));
    const wall = {
      name: "local-status",
      what: "status of three components on this host, wall time of the whole command",
      unit: "ms",
    } as const;
    const bars = [atMostTimes(2.5, "node -e 0"), atMostTimes(0.5, "supervisorctl status"), atMostTimes(0.6, "pm2 jlist")];
    return { rows: [rowOf({ ...wall, bars }, measured, ({ seconds }) => seconds * 1_000, absent)] };
  },
};
