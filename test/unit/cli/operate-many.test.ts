import { expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { policyFor } from "../../../src/cli/fleet/operate-many.ts";
import { fleetOperation } from "../../../src/cli/fleet/run-fleet-operation.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { Interrupted } from "../../../src/cli/terminal.ts";
import { sleep } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { CallContext, HostService, OperateRequest, OperationUpdate } from "../../../src/core/host-service.ts";
import type { Operation, OperationKind } from "../../../src/core/operation.ts";
import { DEFAULT_WIDTH } from "../../../src/fleet/fan-out.ts";
import { choicesFor } from "./choices-for.ts";
import { FakeFleet, silence, unreachable } from "./fake-fleet.ts";
import { fakeTerminal } from "./fake-terminal.ts";
import { names } from "./fleet-samples.ts";
import { operation, outcome } from "./samples.ts";

const timeout = 10_000;
const plain = { stdout: paintWhere(false), stderr: paintWhere(false) };

type Acts = (request: OperateRequest, context: CallContext) => AsyncIterable<OperationUpdate>;

/** Hosts whose operations take a second, unless a test says otherwise of one. */
function fleetOf(count: number, others: Readonly<Record<string, Partial<HostService>>> = {}) {
  const [asked, running] = [[] as OperateRequest[], { now: 0, most: 0 }];
  const fleet: FakeFleet = new FakeFleet(names(count), (host) => ({
    operate: (request, context) => {
      asked.push(request);
      return others[host]?.operate?.(request, context) ?? well(request, context);
    },
    ...(others[host]?.getOperation && { getOperation: others[host].getOperation }),
  }));
  const well: Acts = async function* (request, { signal }) {
    running.most = Math.max(running.most, ++running.now);
    try {
      yield { t: "accepted", operation: done(request, { result: "running" }) };
      await sleep(fleet.clock, ms(1_000), signal);
      yield { t: "result", operation: done(request) };
    } finally {
      running.now--;
    }
  };
  return { fleet, asked, running };
}

const done = ({ id, kind }: OperateRequest, more: Partial<Operation> = {}): Operation =>
  operation({
    id,
    kind,
    durationMs: 1_000,
    components: [outcome("is", { action: ACTION[kind] })],
    message: ACTION[kind],
    ...more,
  });
const ACTION = { start: "started", stop: "stopped", restart: "restarted" } as const;

/** Says that it failed, at once. */
const fails: Acts = async function* (request) {
  const components = [outcome("is", { action: "failed", error: "not ready within 1m", logTail: ["no licence"] })];
  yield { t: "result", operation: done(request, { result: "failed", components, message: "failed" }) };
};
const throws = (error: () => FaultError): Acts =>
  async function* () {
    yield* [];
    throw error();
  };
const lost = () => new FaultError({ code: "NOT_RESPONDING", target: "192.0.2.4:9910", pid: null, afterMs: 5_000 });
/** Is accepted, and then breaks off. */
const breaks: Acts = async function* (request) {
  yield { t: "accepted", operation: done(request, { result: "running" }) };
  throw lost();
};

async function run(
  kind: OperationKind,
  line: string,
  fleet: FakeFleet,
  during: (interrupt: () => void) => Promise<void> = async () => {},
) {
  const interrupt = new AbortController();
  const { terminal, stdout, stderr } = fakeTerminal({ clock: fleet.clock, interrupted: interrupt.signal });
  const context: CommandContext = { choices: choicesFor(line, terminal), terminal, paint: plain };
  const running = fleetOperation(kind, ["is"], fleet, context);
  running.catch(() => {});
  await during(() => interrupt.abort(new Interrupted("SIGINT")));
  await fleet.clock.advance(600_000);
  const code = await running;
  expect(fleet.open_).toBe(0);
  expect(fleet.clock.pending).toBe(0);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

test("a restart goes to one host after the other, start and stop to many at once; a number that is given is kept to", () => {
  expect(policyFor("restart", DEFAULT_WIDTH)).toEqual({ width: 1, stopsAtFirstBad: true });
  expect(policyFor("restart", 5)).toEqual({ width: 5, stopsAtFirstBad: true });
  expect(policyFor("start", 5)).toEqual({ width: 5, stopsAtFirstBad: false });
  expect(policyFor("stop", DEFAULT_WIDTH)).toEqual({ width: DEFAULT_WIDTH, stopsAtFirstBad: false });
});

test.each([
  ["restart", "--all", 1],
  ["restart", "--all --concurrency 3", 3],
  ["start", "--all", 8],
] as const)("%s %s has %i in flight at the most", { timeout }, async (kind, line, most) => {
  const { fleet, asked, running } = fleetOf(8);
  const { code, stdout } = await run(kind, line, fleet);
  expect(code).toBe(0);
  expect(running.most).toBe(most);
  expect(asked.map(({ expectedHost }) => expectedHost)).toEqual(names(8));
  expect(new Set(asked.map(({ id }) => id)).size).toBe(8);
  const action = kind === "start" ? "started" : "restarted";
  expect(stdout).toBe(`node[01-08] (8 hosts): is ${action} in 1.0s\n8 hosts: 8 done\n`);
});

test("a restart stops at the first host that is not ok: who was not attempted is named, with what to type", {
  timeout,
}, async () => {
  const { fleet, asked } = fleetOf(6, { node03: { operate: fails } });
  const { code, stdout, stderr } = await run("restart", "--all", fleet);
  expect(code).toBe(1);
  expect(asked).toHaveLength(3);
  expect(stdout.split("\n")).toEqual([
    "node[01-02] (2 hosts): is restarted in 1.0s",
    "6 hosts: 2 done, 1 failed, 3 not attempted",
    "",
  ]);
  expect(stderr.split("\n")).toEqual([
    "node03: failed: is: not ready within 1m",
    "  the last lines of the log of is:",
    "    no licence",
    "  log: /var/log/imageserving/is.log",
    "node[04-06] (3 hosts): not attempted: node03 was not ok",
    "again, once mended:  ImageServing --host node03 restart is",
    "not attempted yet:   ImageServing --host 'node[04-06]' restart is",
    "",
  ]);
});

test("with several at a time, those in flight are waited for and no further one is asked", { timeout }, async () => {
  const { fleet, asked } = fleetOf(9, { node02: { operate: fails } });
  const { code, stdout } = await run("restart", "--all --concurrency 3 -o json", fleet);
  expect(code).toBe(1);
  expect(asked).toHaveLength(3);
  const frame = JSON.parse(stdout);
  expect(frame.summary).toEqual({ hosts: 9, ok: 2, failed: 1, unreachable: 6, unknown: 0 });
  expect(frame.hosts[8]).toMatchObject({
    host: "node09",
    outcome: "unreachable",
    error: { code: "CANCELLED", message: "not attempted: node02 was not ok" },
  });
  expect(frame.hosts[0].operation).toMatchObject({ kind: "restart", result: "done", durationMs: 1_000 });
});

test("start goes on where a host fails", { timeout }, async () => {
  const { fleet, asked } = fleetOf(4, { node02: { operate: fails }, node03: { operate: throws(unreachable) } });
  const { code, stdout, stderr } = await run("start", "--all", fleet);
  expect(code).toBe(4);
  expect(asked).toHaveLength(4);
  expect(stdout).toContain("4 hosts: 2 done, 1 failed, 1 unreachable\n");
  expect(stderr).toContain("again, once mended:  ImageServing --host 'node[02-03]' start is\n");
});

test("a lost answer is asked for on a new connection, by the same id, and never sent again where it was accepted", {
  timeout,
}, async () => {
  const looked: string[] = [];
  const { fleet, asked } = fleetOf(2, {
    node01: {
      operate: breaks,
      getOperation: async (id) => {
        looked.push(id);
        return operation({ id, kind: "restart", result: looked.length < 3 ? "running" : "done" });
      },
    },
  });
  const { code } = await run("restart", "--all", fleet);
  expect(code).toBe(0);
  expect(asked).toHaveLength(2);
  expect(looked).toEqual([asked[0]?.id, asked[0]?.id, asked[0]?.id]);
});

test("what never arrived is sent again once, with the same id", { timeout }, async () => {
  let tries = 0;
  const { fleet, asked } = fleetOf(1, {
    node01: {
      operate: (request, context) => (++tries === 1 ? throws(lost)(request, context) : again(request)),
      getOperation: (id) => Promise.reject(new FaultError({ code: "OPERATION_NOT_FOUND", id })),
    },
  });
  const again = async function* (request: OperateRequest): AsyncGenerator<OperationUpdate> {
    yield { t: "result", operation: done(request) };
  };
  const { code } = await run("restart", "--all", fleet);
  expect(code).toBe(0);
  expect(asked.map(({ id }) => id)).toEqual([asked[0]?.id, asked[0]?.id]);
});

test("a host that stays silent is unknown, says which operation, and a restart goes no further", { timeout }, async () => {
  const { fleet, asked } = fleetOf(3, {
    node01: { operate: breaks, getOperation: () => Promise.reject(unreachable()) },
  });
  const { code, stdout, stderr } = await run("restart", "--all", fleet);
  expect(code).toBe(4);
  expect(asked).toHaveLength(1);
  expect(stdout).toBe("3 hosts: 0 done, 1 unknown, 2 not attempted\n");
  const words = stderr.replaceAll(/\s+/g, " ");
  expect(words).toContain("node01: unknown: what became of the restart is not known");
  expect(words).toContain(`(operation ${asked[0]?.id}). How things stand now: ImageServing --host node01 status`);
});

test("an agent that is ending is asked again until the next one listens; a host that is down is not", { timeout }, async () => {
  let tries = 0;
  const ending: Acts = (request, context) => {
    tries++;
    if (tries === 1) return throws(() => new FaultError({ code: "SHUTTING_DOWN" }))(request, context);
    if (tries < 4) return throws(unreachable)(request, context);
    return (async function* (): AsyncGenerator<OperationUpdate> {
      yield { t: "result", operation: done(request) };
    })();
  };
  const first = fleetOf(1, { node01: { operate: ending } });
  expect((await run("restart", "--all", first.fleet)).code).toBe(0);
  expect(new Set(first.asked.map(({ id }) => id)).size).toBe(1);
  const second = fleetOf(1, { node01: { operate: throws(unreachable) } });
  expect((await run("restart", "--all", second.fleet)).code).toBe(4);
  expect(second.asked).toHaveLength(1);
});

test("Ctrl-C names what goes on on the agents and who was not attempted", { timeout }, async () => {
  const stuck: Acts = async function* (request, { signal }) {
    yield { t: "accepted", operation: done(request, { result: "running" }) };
    await silence(signal);
  };
  const { fleet, asked } = fleetOf(4, { node02: { operate: stuck } });
  const { code, stdout, stderr } = await run("restart", "--all", fleet, async (interrupt) => {
    await fleet.clock.advance(5_000);
    interrupt();
  });
  expect(code).toBe(130);
  expect(stdout).toContain("4 hosts: 1 done, 1 unknown, 2 not attempted\n");
  const words = stderr.replaceAll(/\s+/g, " ");
  expect(words).toContain(`node02: unknown: Interrupted: the restart goes on on the agent (operation ${asked[1]?.id})`);
  expect(words).toContain("ImageServing --host node02 status");
  expect(words).toContain("node[03-04] (2 hosts): not attempted: it was interrupted");
});

test("one host is reported as the local one is", { timeout }, async () => {
  const { fleet } = fleetOf(1);
  const { code, stdout } = await run("restart", "-H node01", fleet);
  expect(code).toBe(0);
  expect(stdout).toBe("is  restarted  pid 913  in 1.2s\nServer Supervisor: restarted in 1.0s\n");
  const refuses = () => new FaultError({ code: "SUPERVISOR_NOT_RUNNING" });
  const second = fleetOf(1, { node01: { operate: throws(refuses) } });
  const refused = await run("restart", "-H node01", second.fleet);
  expect(refused.code).toBe(7);
  expect(refused.stderr).toBe(
    "node01: failed: Server Supervisor is not running; start it with: ImageServing\n  --host node01 start\n".replace("\n  ", " "),
  );
});

test("of many failures a few have the end of a log, all have their reason", { timeout }, async () => {
  const each = Object.fromEntries(
    names(12).map((host, at) => [
      host,
      {
        operate: async function* (request: OperateRequest): AsyncGenerator<OperationUpdate> {
          const components = [
            outcome("is", { action: "failed", error: `reason ${"abcdefghijkl"[at]}`, logTail: [`tail of ${host}`] }),
          ];
          yield { t: "result", operation: done(request, { result: "failed", components }) };
        },
      },
    ]),
  );
  const { stderr } = await run("start", "--all", fleetOf(12, each).fleet);
  expect(stderr.match(/tail of node/g)).toHaveLength(5);
  expect(stderr.match(/^node\d\d: failed: is: reason [a-l]$/gm)).toHaveLength(12);
});
