import { expect, test } from "vitest";
import { inTurn } from "../../../bench/kit/in-turn.ts";
import { rowOf } from "../../../bench/kit/row-of.ts";

const T = { timeout: 10_000 };
const idle = new AbortController().signal;

test("contenders take turns, every other round the other way round, and the first round does not count", T, async () => {
  const order: string[] = [];
  let count = 0;
  const contender = (name: string) => async () => {
    order.push(name);
    return ++count;
  };
  const { runs, failed } = await inTurn(2, { ours: contender("ours"), peer: contender("peer") }, idle);
  expect(order.join(" ")).toBe("peer ours ours peer peer ours");
  expect(runs).toEqual({ ours: [3, 6], peer: [4, 5] });
  expect(failed).toEqual({});
});

test("who fails is left out from then on, without figures, and the others go on", T, async () => {
  let calls = 0;
  const broken = async () => {
    if (++calls === 2) throw new Error("it ended");
    return 7;
  };
  const measured = await inTurn(3, { ours: async () => 1, broken }, idle);
  expect(calls).toBe(2);
  expect(measured.runs).toEqual({ ours: [1, 1, 1], broken: [] });
  const row = rowOf({ name: "x", what: "x", unit: "ms", bars: [] }, measured, (run) => run, { other: "absent" });
  expect(row).toMatchObject({ ours: [1, 1, 1], peers: {}, missing: { broken: "failed: it ended", other: "absent" } });
});

test("an interruption is no failure of a peer: it ends everything", T, async () => {
  const interrupted = new AbortController();
  const peer = async () => {
    interrupted.abort(new Error("SIGINT"));
    throw new Error("it was ended");
  };
  await expect(inTurn(3, { peer }, interrupted.signal)).rejects.toThrow("SIGINT");
});
