import { expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { fleetStatus } from "../../../src/cli/fleet/run-fleet-status.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { Interrupted } from "../../../src/cli/terminal.ts";
import { sleep } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { HostService, StatusQuery } from "../../../src/core/host-service.ts";
import { choicesFor } from "./choices-for.ts";
import { FakeFleet, silence, unreachable } from "./fake-fleet.ts";
import { fakeTerminal, type KeptOutput } from "./fake-terminal.ts";
import { names, status, three } from "./fleet-samples.ts";

const timeout = 10_000;
const plain = { stdout: paintWhere(false), stderr: paintWhere(false) };

/** A command line over a fake fleet. */
function world(line: string, fleet: FakeFleet) {
  const interrupt = new AbortController();
  const { terminal, stdout, stderr } = fakeTerminal({ clock: fleet.clock, interrupted: interrupt.signal });
  const context: CommandContext = { choices: choicesFor(line, terminal), terminal, paint: plain };
  return { context, stdout, stderr, interrupt: () => interrupt.abort(new Interrupted("SIGINT")) };
}

const objects = (stdout: KeptOutput) =>
  stdout.text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** Each host answers, the later the lower its number is. */
const backwards =
  (fleet: () => FakeFleet, count: number) =>
  (host: string): Partial<HostService> => ({
    status: async (_, { signal }) => {
      const at = Number(host.slice(4));
      await sleep(fleet().clock, ms((count - at) * 10), signal);
      return status(host, at, three(at));
    },
  });

const all = (fleet: FakeFleet): FakeFleet => fleet;

test("answers are shown in the order of the inventory; each host is asked by its own name, on a connection that is closed", {
  timeout,
}, async () => {
  const asked: StatusQuery[] = [];
  const fleet: FakeFleet = new FakeFleet(names(5), (host) => ({
    status: async (query, context) => {
      asked.push(query);
      const inner = backwards(() => fleet, 5)(host) as HostService;
      return await inner.status(query, context);
    },
  }));
  const { context, stdout } = world("--all -o json", fleet);
  const code = fleetStatus(["is"], all(fleet), context);
  await fleet.clock.advance(1_000);
  expect(await code).toBe(0);
  const frame = JSON.parse(stdout.text);
  expect(frame).toMatchObject({ schemaVersion: 1, command: "status", exitCode: 0 });
  expect(frame.summary).toEqual({ hosts: 5, ok: 5, failed: 0, unreachable: 0, unknown: 0 });
  expect(frame.hosts.map(({ host }: { host: string }) => host)).toEqual(names(5));
  expect(asked).toEqual(names(5).map((expectedHost) => ({ components: ["is"], expectedHost })));
  expect(fleet.open_).toBe(0);
  expect(fleet.clock.pending).toBe(0);
});

test("jsonl has a host per line at the moment it answers, and the exit code of all", { timeout }, async () => {
  const fleet: FakeFleet = new FakeFleet(names(3), (host) =>
    host === "node02" ? { status: () => Promise.reject(unreachable()) } : backwards(() => fleet, 3)(host),
  );
  const { context, stdout, stderr } = world("--all -o jsonl", fleet);
  const code = fleetStatus([], fleet, context);
  await fleet.clock.settle();
  expect(objects(stdout).map(({ host }) => host)).toEqual(["node02", "node03"]);
  await fleet.clock.advance(1_000);
  expect(await code).toBe(4);
  expect(objects(stdout).map(({ host, outcome }) => [host, outcome])).toEqual([
    ["node02", "unreachable"],
    ["node03", "ok"],
    ["node01", "ok"],
  ]);
  expect(objects(stdout)[0]).toMatchObject({
    schemaVersion: 1,
    command: "status",
    error: { code: "UNAVAILABLE", message: "connect: refused (192.0.2.4:9910)" },
  });
  expect(stderr.text).toMatch(/^node02: unreachable: connect: refused \(192\.0\.2\.4:9910\)\n/);
});

test.each([
  ["all are well", {}, 0],
  ["one is not", { node02: "down" }, 3],
  ["one says no", { node02: "down", node03: "no" }, 4],
  ["one is not what it is called", { node03: "wrong" }, 4],
  ["one does not answer", { node01: "silent" }, 4],
] satisfies readonly (readonly [string, Readonly<Record<string, string>>, number])[])(
  "%s",
  { timeout },
  async (_, how, expected) => {
    const fleet = new FakeFleet(names(3), (host) => ({
      status: async (_query, { signal }) => {
        const does = (how as Readonly<Record<string, string>>)[host];
        if (does === "no") throw new FaultError({ code: "PERMISSION_DENIED", what: "status", who: "viewers may" });
        if (does === "wrong") throw new FaultError({ code: "WRONG_HOST", expected: host, actual: "other" });
        if (does === "silent") return await silence(signal);
        return status(host, 1, three(1, does === "down" ? { is: { ready: false } } : {}));
      },
    }));
    const { context, stdout } = world("--all", fleet);
    const code = fleetStatus([], fleet, context);
    await fleet.clock.advance(60_000);
    expect(await code).toBe(expected);
    for (const name of names(3)) expect(stdout.text).toContain(name === "node02" ? "node" : name.slice(4));
  },
);

test("no more connections than wanted are open at once", { timeout }, async () => {
  const fleet: FakeFleet = new FakeFleet(names(500), (host) => backwards(() => fleet, 500)(host));
  const { context } = world("--all -o jsonl", fleet);
  const code = fleetStatus([], fleet, context);
  await fleet.clock.advance(600_000);
  expect(await code).toBe(0);
  expect(fleet.most).toBe(64);
  expect(fleet.open_).toBe(0);
});

test("Ctrl-C shows what came so far, and of the others what is known; never 0", { timeout }, async () => {
  const hosts = names(70);
  const fleet = new FakeFleet(hosts, (host) => ({
    status: async (_, { signal }) => (host === "node01" ? status(host, 1, three(1)) : await silence(signal)),
  }));
  const { context, stdout, stderr, interrupt } = world("--all -o json", fleet);
  const code = fleetStatus([], fleet, context);
  await fleet.clock.advance(100);
  interrupt();
  expect(await code).toBe(130);
  const frame = JSON.parse(stdout.text);
  expect(frame.exitCode).toBe(130);
  expect(frame.summary).toEqual({ hosts: 70, ok: 1, failed: 0, unreachable: 5, unknown: 64 });
  expect(stderr.text).toContain("unknown: cancelled: it was interrupted");
  expect(fleet.open_).toBe(0);
  expect(fleet.clock.pending).toBe(0);
});

test("one host is shown as the local one is; where it does not answer, it is named", { timeout }, async () => {
  const one = new FakeFleet(["node3"], (host) => ({ status: async () => status(host, 1, three(1)) }));
  const shown = world("-H node3", one);
  expect(await fleetStatus([], one, shown.context)).toBe(0);
  expect(shown.stdout.text.split("\n")[0]).toBe("COMPONENT          STATE    READY   PID  UPTIME   MEMORY   CPU  RESTARTS");
  expect(shown.stdout.text).not.toContain("1 host");
  const none = new FakeFleet(["node3"], () => ({ status: () => Promise.reject(unreachable()) }));
  const silent = world("-H node3", none);
  expect(await fleetStatus([], none, silent.context)).toBe(4);
  expect(silent.stdout.text).toBe("");
  expect(silent.stderr.text).toMatch(/^node3: unreachable: connect: refused/);
});
