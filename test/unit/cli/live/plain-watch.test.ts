import { describe, expect, test } from "vitest";
import type { Choices } from "../../../../src/cli/choices.ts";
import type { LiveWorld } from "../../../../src/cli/live/live-world.ts";
import { plainWatch } from "../../../../src/cli/live/plain-watch.ts";
import { paintWhere } from "../../../../src/cli/render/paint.ts";
import { seconds } from "../../../../src/core/duration.ts";
import { localCaller } from "../../../../src/core/host-service.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { unreachable } from "../fake-fleet.ts";
import { fakeTerminal } from "../fake-terminal.ts";
import { component, down, hostStatus } from "../samples.ts";
import { FakeSource, stamp } from "../watch/fake-source.ts";

function begin(names: readonly string[], output: Choices["output"] = "table", components: readonly string[] = []) {
  const clock = new FakeClock();
  const interrupt = new AbortController();
  const sources = names.map((name) => new FakeSource(name));
  const { terminal, stdout } = fakeTerminal({ clock, interrupted: interrupt.signal });
  const paint = paintWhere(false);
  const context = { choices: { output } as Choices, terminal, paint: { stdout: paint, stderr: paint } };
  const world: LiveWorld = {
    title: "fleet",
    sources,
    clock,
    concurrency: 8,
    firstWordWithin: seconds(15),
    callContext: (signal) => ({ caller: localCaller("alice"), signal }),
    expectedHost: (host) => host,
    match: () => ({ names: null }),
    open: () => Promise.reject(new Error("nobody expected that")),
    operate: () => Promise.reject(new Error("nobody expected that")),
  };
  const ended = plainWatch(world, components, context);
  const take = () => {
    const { text } = stdout;
    stdout.text = "";
    return text;
  };
  const end = async () => {
    interrupt.abort();
    await clock.settle();
    await ended;
    expect(clock.pending).toBe(0);
  };
  return { clock, sources, take, end, ended };
}

const snapshot = (...components: ReturnType<typeof component>[]) =>
  ({ ...stamp(1), t: "snapshot", status: hostStatus(components) }) as const;

test("a component that no host has ends it before anything is shown; one that some have does not", async () => {
  const nobody = begin(["node3", "node4"], "table", ["svg", "foo"]);
  await nobody.clock.settle();
  for (const source of nobody.sources) source.stream.say(snapshot(component("is"), component("svg")));
  await expect(Promise.all([nobody.ended, nobody.clock.advance(100)])).rejects.toMatchObject({
    fault: { code: "UNKNOWN_COMPONENT", names: ["foo"], known: ["is", "svg"] },
  });
  expect(nobody.take()).toBe("");
  const some = begin(["node3", "node4"], "table", ["svg"]);
  await some.clock.settle();
  some.sources[0]?.stream.say(snapshot(component("is")));
  some.sources[1]?.stream.say(snapshot(component("svg")));
  await some.clock.advance(100);
  expect(some.take()).toContain("node4");
  await some.end();
});

describe("for people", () => {
  test("one host: its table, then a line for each change, with the time", async () => {
    const { clock, sources, take, end } = begin(["node3"]);
    await clock.settle();
    sources[0]?.stream.say(snapshot(component("is")));
    await clock.advance(100);
    expect(take()).toMatch(/^COMPONENT[^\n]*\nServer Supervisor[^\n]*\nis +running +yes[^\n]*\n$/);
    sources[0]?.stream.say({ ...stamp(2), t: "component", component: down("is", { reason: "stopped by \x1b[31malice\nHA" }) });
    await clock.advance(100);
    expect(take()).toBe("2026-01-01T12:00:00Z is: running, ready → stopped; stopped by \\x1b[31malice HA\n");
    sources[0]?.stream.fail(unreachable());
    await clock.advance(200);
    expect(take()).toBe("2026-01-01T12:00:00Z not heard of: cannot reach 192.0.2.4:9910: refused\n");
    await end();
  });

  test("many hosts: a line each once all are known, those that are not reached too", async () => {
    const { clock, sources, take, end } = begin(["node1", "node2", "node3"]);
    const [one, two, three] = sources;
    if (three !== undefined) three.refusing = unreachable();
    await clock.settle();
    one?.stream.say(snapshot(component("is")));
    await clock.advance(500);
    expect(take()).toBe("");
    two?.stream.say(snapshot(component("is", { state: "backoff", ready: false, reason: "crashed" })));
    await clock.advance(100);
    const said = take().split("\n");
    expect(said).toContain("node1  all ready  is+");
    expect(said).toContain("node2  is backoff  is!  is: crashed");
    expect(said.some((line) => line.startsWith("node3  not reached  cannot reach 192.0.2.4:9910"))).toBe(true);
    two?.stream.say({ ...stamp(2), t: "component", component: component("is") });
    await clock.advance(100);
    expect(take()).toMatch(/Z node2 is: backoff → running, ready, pid 913\n$/);
    await end();
  });

  test("only some components: the others are not told of", async () => {
    const { clock, sources, take, end } = begin(["node3"], "table", ["is"]);
    await clock.settle();
    sources[0]?.stream.say(snapshot(component("is"), component("ps")));
    await clock.advance(100);
    expect(take()).not.toContain("ps");
    sources[0]?.stream.say({ ...stamp(2), t: "component", component: down("ps") });
    await clock.advance(100);
    expect(take()).toBe("");
    await end();
  });

  test("without any word from the only host it says why", async () => {
    const { clock, sources, take, end } = begin(["node3"]);
    if (sources[0] !== undefined) sources[0].refusing = unreachable();
    await clock.advance(5_000);
    expect(take()).toBe("2026-01-01T12:00:00Z cannot reach 192.0.2.4:9910: refused\n");
    await end();
  });
});

describe("for programs", () => {
  test("the host as status shows it, each time something has changed; what is stale says since when", async () => {
    const { clock, sources, take, end } = begin(["node3"], "jsonl");
    await clock.settle();
    sources[0]?.stream.say(snapshot(component("is")));
    await clock.advance(100);
    expect(JSON.parse(take())).toMatchObject({
      schemaVersion: 1,
      command: "status",
      event: "standing",
      host: "node3",
      outcome: "ok",
      components: [{ name: "is", state: "running" }],
    });
    sources[0]?.stream.say({ ...stamp(2), t: "component", component: down("is") });
    await clock.advance(100);
    expect(JSON.parse(take())).toMatchObject({
      event: "change",
      at: expect.any(String),
      changes: [expect.stringContaining("stopped")],
      components: [{ state: "stopped" }],
    });
    await clock.advance(2_000);
    sources[0]?.stream.fail(unreachable());
    await clock.advance(100);
    expect(JSON.parse(take())).toMatchObject({
      outcome: "unreachable",
      error: { code: "UNAVAILABLE" },
      staleSeconds: expect.any(Number),
      components: [{ state: "stopped" }],
    });
    await end();
  });
});
