import { describe, expect, test } from "vitest";
import { type LiveEnd, LiveSession } from "../../../../src/cli/live/live-session.ts";
import type { Order } from "../../../../src/cli/live/live-state.ts";
import type { Ended, LiveWorld } from "../../../../src/cli/live/live-world.ts";
import { seconds } from "../../../../src/core/duration.ts";
import { FaultError } from "../../../../src/core/fault.ts";
import { type LogLines, type LogsQuery, localCaller } from "../../../../src/core/host-service.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { silence } from "../fake-fleet.ts";
import { component, hostStatus, name } from "../samples.ts";
import { FakeSource, stamp } from "../watch/fake-source.ts";
import { textOf } from "./live-samples.ts";

const SIZE = { columns: 80, rows: 24 };

function rig(names: readonly string[], components: readonly string[] = []) {
  const clock = new FakeClock();
  const sources = names.map((each) => new FakeSource(each));
  const orders: {
    readonly order: Order;
    readonly signal: AbortSignal;
    say(text: string): void;
    end(ended: Ended): void;
    fail(error: unknown): void;
  }[] = [];
  const logs: {
    readonly host: string;
    readonly query: LogsQuery;
    closed: boolean;
    say(lines: LogLines): void;
    fail(error: unknown): void;
  }[] = [];
  const world: LiveWorld = {
    title: "fleet",
    sources,
    clock,
    concurrency: 8,
    firstWordWithin: seconds(15),
    callContext: (signal) => ({ caller: localCaller("alice"), signal }),
    expectedHost: (host) => host,
    match: (text) => ({ names: new Set([text]) }),
    open: async (host) => {
      let log: (typeof logs)[number] | null = null;
      return {
        async *logs(query, { signal }) {
          const said: (LogLines | Error)[] = [];
          let wake = () => {};
          const add = (what: LogLines | Error) => {
            said.push(what);
            wake();
          };
          log = { host, query, closed: false, say: add, fail: (error) => add(error as Error) };
          logs.push(log);
          for (;;) {
            const next = said.shift();
            if (next instanceof Error) throw next;
            if (next !== undefined) yield next;
            else
              await Promise.race([
                silence(signal),
                new Promise<void>((resolve) => {
                  wake = resolve;
                }),
              ]);
          }
        },
        events: () => {
          throw new FaultError({ code: "AGENT_ERROR", cause: "it is older" });
        },
        close: () => {
          if (log !== null) log.closed = true;
        },
      };
    },
    operate: (order, signal, onText) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        orders.push({ order, signal, say: onText, end: resolve, fail: reject });
      }),
  };
  const ends: LiveEnd[] = [];
  let changes = 0;
  const session = new LiveSession(
    world,
    components,
    () => void changes++,
    (end) => ends.push(end),
  );
  const text = () => session.frame(SIZE).map(textOf).join("\n");
  const press = (keys: string) => {
    for (const char of keys)
      session.press(char === "\n" ? { t: "enter" } : char === "\x1b" ? { t: "escape" } : { t: "char", char, together: false });
  };
  const live = async () => {
    await clock.settle();
    for (const { stream } of sources)
      stream.say({ ...stamp(1), t: "snapshot", status: hostStatus([component("is"), component("ps")]) });
    await clock.advance(100);
  };
  return { clock, sources, orders, logs, session, ends, text, press, live, changes: () => changes };
}

describe("a session", () => {
  test("begins with the fleet, or with the only host; shows only what was asked for", async () => {
    const many = rig(["node1", "node2"], ["is"]);
    await many.live();
    expect(many.text()).toMatch(/2 hosts: 2 well[\s\S]*node1 +all ready +is\+ /);
    expect(many.text()).not.toContain("ps");
    const one = rig(["node1"]);
    await one.live();
    expect(one.text()).toContain("> Supervisor");
    await Promise.all([many, one].map(({ session }) => session[Symbol.asyncDispose]()));
  });

  test("an order is asked for once, its way and its end are shown, and the next one may come", async () => {
    const { session, orders, press, text, live, clock } = rig(["node1", "node2"]);
    await live();
    press("ryyy");
    expect(orders.map(({ order }) => order)).toEqual([{ kind: "restart", host: "node1", components: [] }]);
    orders[0]?.say("is stopping");
    expect(text()).toContain("restart of everything on node1: is stopping");
    expect(session.running).toHaveLength(1);
    press("ry");
    expect(orders).toHaveLength(1);
    orders[0]?.end({ ok: true, text: "is restarted" });
    await clock.settle();
    expect(text()).toContain("node1: is restarted");
    expect(session.running).toHaveLength(0);
    press("Sy");
    orders[1]?.fail(new FaultError({ code: "PERMISSION_DENIED", what: "stopping", who: "bob is a viewer" }));
    await clock.settle();
    expect(text()).toContain("stop of everything on node1: stopping is not permitted; bob is a viewer");
    await session[Symbol.asyncDispose]();
  });

  test("a log is followed while it is looked at, begun anew where it breaks, and left", async () => {
    const { session, logs, press, text, live, clock } = rig(["node1"]);
    await live();
    press("jl");
    await clock.settle();
    expect(logs[0]).toMatchObject({ host: "node1", query: { components: ["is"], follow: true, expectedHost: "node1" } });
    logs[0]?.say({ component: name("is"), lines: ["one", "\x1b[2Jtwo"] });
    await clock.settle();
    expect(text()).toMatch(/one\n\\x1b\[2Jtwo/);
    logs[0]?.fail(new Error("it broke"));
    await clock.settle();
    expect(text()).toMatch(/two\nit broke; it is asked again/);
    expect(logs[0]?.closed).toBe(true);
    await clock.advance(2_000);
    logs[1]?.say({ component: name("is"), lines: ["three"] });
    await clock.settle();
    expect(text()).toContain("three");
    expect(text()).not.toContain("two");
    for (let at = 0; at < 30; at++)
      logs[1]?.say({ component: name("is"), lines: Array.from({ length: 100 }, (_, line) => `${at}.${line}`) });
    await clock.settle();
    expect(text()).toContain("29.99");
    press("g"); // to the first line that is kept
    expect(text()).toContain("20.0\n");
    press("G");
    press("e");
    await clock.settle();
    expect(logs[1]?.closed).toBe(true);
    expect(text()).toContain("it is older; it is asked again");
    press("\x1b");
    await clock.advance(10_000);
    expect(logs).toHaveLength(2);
    await session[Symbol.asyncDispose]();
  });

  test("leaving ends everything; an operation is let run, and told of", async () => {
    const { session, orders, logs, press, ends, live, clock, sources } = rig(["node1"]);
    await live();
    press("ryl");
    await clock.settle();
    press("q");
    expect(ends).toEqual(["quit"]);
    expect(session.running.map(({ host, kind }) => [host, kind])).toEqual([["node1", "restart"]]);
    await session[Symbol.asyncDispose]();
    await clock.settle();
    expect(orders[0]?.signal.aborted).toBe(true);
    expect(logs[0]?.closed).toBe(true);
    expect(sources[0]?.open_).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test("ages go on without any word", async () => {
    const { session, clock, changes, live } = rig(["node1"]);
    await live();
    const before = changes();
    await clock.advance(3_000);
    expect(changes()).toBeGreaterThanOrEqual(before + 3);
    await session[Symbol.asyncDispose]();
  });
});
