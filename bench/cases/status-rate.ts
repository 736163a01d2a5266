import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestAuthority } from "../../test/helpers/authority.ts";
import { freePort } from "../../test/helpers/free-port.ts";
import type { Benchmark } from "../kit/bench.ts";
import { inTurn } from "../kit/in-turn.ts";
import { useOf } from "../kit/own-use.ts";
import { atLeastTimes } from "../kit/row.ts";
import { rowOf } from "../kit/row-of.ts";
import { imageServing } from "../peers/image-serving.ts";
import { minimalServer } from "../peers/minimal-server.ts";
import { StatusCaller } from "../peers/status-caller.ts";
import { startAll } from "../peers/supervised.ts";
import { Witness } from "../peers/witness.ts";

/** Calls under way at once: enough that the server, not the way to it, is what is measured. */
const WIDTH = 16;
const CONSTANT = "constant message";

/** How many status calls an agent answers. */
export const statusRate: Benchmark = {
  name: "status-rate",
  what: "Status calls a second over one warm connection with mutual TLS, against a server that answers a constant of the same size",
  needs: [],
  async run(bench) {
    const authority = await TestAuthority.make();
    bench.atEnd(() => authority[Symbol.dispose]());
    await Promise.all([authority.issue("agent", "node1"), authority.issue("operator", "alice")]);
    const port = await freePort("127.0.0.1");
    const listen = { address: `127.0.0.1:${port}`, tls: authority.tlsOf("node1") };
    const { running, missing } = await startAll([imageServing({ host: "node1", listen })], new Witness(bench), bench);
    if (running["ours"] === undefined) throw new Error(missing["ours"]);
    const caller = (to: number) => {
      const one = new StatusCaller(`127.0.0.1:${to}`, authority, "alice");
      bench.atEnd(() => one.close());
      return one;
    };
    const ours = caller(port);
    const answer = join(bench.folder, "answer");
    const bytes = await ours.ask();
    writeFileSync(answer, bytes);
    const asMessage = await minimalServer(authority, "node1", answer, "message", bench);
    const asBytes = await minimalServer(authority, "node1", answer, "bytes", bench);
    const [one, other] = [caller(asMessage.port), caller(asBytes.port)];
    const rate = (from: StatusCaller, pid: number) => async () => {
      const before = useOf([pid]).cpuNs;
      const seconds = bench.quick ? 1 : 3;
      const calls = await from.rate(seconds, WIDTH);
      return { calls, microseconds: (useOf([pid]).cpuNs - before) / 1_000 / (calls * seconds) };
    };
    const contenders = {
      ours: rate(ours, running["ours"].pids()[0] ?? 0),
      [CONSTANT]: rate(one, asMessage.pid),
      "constant bytes": rate(other, asBytes.pid),
    };
    const measured = await inTurn(bench.runs, contenders, bench.signal);
    const what = `Status calls a second, answers of ${bytes.length} bytes, ${WIDTH} under way at once`;
    const cost = {
      name: "status-cost",
      what: "processor time of the server for one Status call, in milliseconds",
      unit: "ms",
    } as const;
    return {
      rows: [
        rowOf({ name: "status-rate", what, unit: "/s", bars: [atLeastTimes(0.7, CONSTANT)] }, measured, ({ calls }) => calls),
        rowOf({ ...cost, bars: [] }, measured, ({ microseconds }) => microseconds / 1_000),
      ],
    };
  },
};
