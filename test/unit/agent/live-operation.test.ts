import { setImmediate as settled } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LiveOperation } from "../../../src/agent/operations/live-operation.ts";
import type { OperationRecord } from "../../../src/agent/operations/operation-record.ts";
import type { OperationUpdate } from "../../../src/core/host-service.ts";
import type { ComponentName } from "../../../src/core/names.ts";
import type { Progress } from "../../../src/core/operation.ts";
import { id } from "./fake-agent.ts";

const timeout = 10_000;
const never = new AbortController().signal;

const running: OperationRecord = {
  operation: {
    id: id("a"),
    kind: "start",
    requested: [],
    result: "running",
    by: "alice",
    reason: "",
    startedAt: new Date(0),
    deadline: null,
    finishedAt: null,
    durationMs: 0,
    components: [],
    message: "",
    agentEnds: false,
  },
  before: new Map(),
  wasRunning: false,
  timeoutMs: null,
};
const done: OperationRecord = { ...running, operation: { ...running.operation, result: "done", message: "started" } };

const progress = (component: string, step: number): Progress => ({
  component: component as ComponentName,
  state: "starting",
  ready: false,
  pid: step,
  forMs: 0,
  detail: `step ${step}`,
});
const short = (update: OperationUpdate) =>
  update.t === "progress" ? `${update.progress.component} ${update.progress.pid}` : `${update.t} ${update.operation.result}`;

/** Reads everything at once. */
function follow(live: LiveOperation, signal = never) {
  const heard: string[] = [];
  const ended = (async () => {
    for await (const update of live.updates(signal)) heard.push(short(update));
  })();
  return { heard, ended };
}

describe("whoever follows an operation", () => {
  test("hears that it was accepted, each step as it comes, and its result once, last", { timeout }, async () => {
    const live = new LiveOperation(running);
    const { heard, ended } = follow(live);
    await settled();
    expect(heard).toEqual(["accepted running"]);
    live.progressed(progress("is", 1));
    await settled();
    live.progressed(progress("ps", 1));
    live.progressed(progress("is", 2));
    await settled();
    expect(heard).toEqual(["accepted running", "is 1", "ps 1", "is 2"]);
    live.end(done);
    await ended;
    expect(heard.slice(4)).toEqual(["result done"]);
  });

  test("who comes late hears the newest step of each, in the order in which they came", { timeout }, async () => {
    const live = new LiveOperation(running);
    for (const [name, step] of [
      ["is", 1],
      ["ps", 1],
      ["is", 2],
      ["svg", 1],
      ["ps", 2],
    ] as const)
      live.progressed(progress(name, step));
    const { heard, ended } = follow(live);
    await settled();
    expect(heard).toEqual(["accepted running", "is 2", "svg 1", "ps 2"]);
    live.end(done);
    await ended;
  });

  test("who comes after its end hears the same end", { timeout }, async () => {
    const live = new LiveOperation(running);
    live.progressed(progress("is", 1));
    live.end(done);
    const { heard, ended } = follow(live);
    await ended;
    expect(heard).toEqual(["accepted done", "is 1", "result done"]);
  });

  test("who is slow misses steps and never the newest, nor the result, which comes exactly once", { timeout }, async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom("ps", "is", "svg") },
      { weight: 3, arbitrary: fc.constant("read") },
      { weight: 1, arbitrary: fc.constant("settle") },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.array(fc.constant("read"), { maxLength: 10 }),
        async (steps, late) => {
          const live = new LiveOperation(running);
          const reader = live.updates(never);
          const heard: OperationUpdate[] = [];
          const asked: Promise<unknown>[] = [];
          const read = () => asked.push(reader.next().then((next) => (next.done === true ? undefined : heard.push(next.value))));
          const newest = new Map<string, number>();
          let count = 0;
          for (const what of steps) {
            if (what === "read") read();
            else if (what === "settle") await settled();
            else {
              newest.set(what, ++count);
              live.progressed(progress(what, count));
            }
          }
          live.end(done);
          for (const _ of late) read();
          await settled();
          for await (const update of reader) heard.push(update);
          await Promise.all(asked);
          expect(heard[0]?.t).toBe("accepted");
          expect(heard.map(({ t }) => t).lastIndexOf("accepted")).toBe(0);
          expect(heard.filter(({ t }) => t === "result")).toHaveLength(1);
          expect(heard.at(-1)).toMatchObject({ t: "result", operation: { result: "done" } });
          const steps_ = heard.flatMap((update) => (update.t === "progress" ? [update.progress] : []));
          const numbers = steps_.map(({ pid }) => pid ?? 0);
          expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
          for (const [name, last] of newest) expect(steps_.filter(({ component }) => component === name).at(-1)?.pid).toBe(last);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("who leaves ends with the reason, and the operation does not", { timeout }, async () => {
    const live = new LiveOperation(running);
    const controller = new AbortController();
    const [leaving, staying] = [follow(live, controller.signal), follow(live)];
    await settled();
    const reason = new Error("gone");
    controller.abort(reason);
    await expect(leaving.ended).rejects.toBe(reason);
    expect([live.ended, live.cancelled.aborted]).toEqual([false, false]);
    live.end(done);
    await staying.ended;
    expect([leaving.heard, staying.heard]).toEqual([["accepted running"], ["accepted running", "result done"]]);
  });

  test("who had left before is told nothing but that it was accepted", { timeout }, async () => {
    const { heard, ended } = follow(new LiveOperation(running), AbortSignal.abort(new Error("gone")));
    await expect(ended).rejects.toThrow("gone");
    expect(heard).toEqual(["accepted running"]);
  });
});

describe("an operation", () => {
  test("that is cancelled says why, the first time", () => {
    const live = new LiveOperation(running);
    live.cancel("first");
    live.cancel("second");
    expect(live.cancelled.reason).toMatchObject({ fault: { code: "CANCELLED", why: "first" } });
    expect(live.ended).toBe(false); // whoever runs it ends it
  });

  test("is waited for until it has ended, or one leaves", { timeout }, async () => {
    const live = new LiveOperation(running);
    const controller = new AbortController();
    const [waiting, leaving] = [live.whenEnded(never), live.whenEnded(controller.signal)];
    controller.abort(new Error("gone"));
    await expect(leaving).rejects.toThrow("gone");
    live.end(done);
    expect(await waiting).toBe(done.operation);
    expect(await live.whenEnded(never)).toBe(done.operation);
  });
});
