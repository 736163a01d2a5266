import { expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { hostOperation } from "../../../src/cli/fleet/run-fleet-operation.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { Interrupted } from "../../../src/cli/terminal.ts";
import { sleep } from "../../../src/core/clock.ts";
import { ms } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { CallContext, HostService, OperateRequest, OperationUpdate } from "../../../src/core/host-service.ts";
import type { InventoryHost } from "../../../src/core/inventory.ts";
import type { Operation, OperationKind } from "../../../src/core/operation.ts";
import { choicesFor } from "./choices-for.ts";
import { FakeFleet, silence, unreachable } from "./fake-fleet.ts";
import { fakeTerminal } from "./fake-terminal.ts";
import { operation, outcome } from "./samples.ts";

const timeout = 10_000;
const plain = { stdout: paintWhere(false), stderr: paintWhere(false) };

type Acts = (request: OperateRequest, context: CallContext) => AsyncIterable<OperationUpdate>;

/** A host whose operations take a second, unless a test says otherwise. */
function fleetOf(other: Partial<HostService> = {}) {
  const asked: OperateRequest[] = [];
  const fleet: FakeFleet = new FakeFleet(["node01"], () => ({
    ...other,
    operate: (request, context) => {
      asked.push(request);
      return other.operate?.(request, context) ?? well(request, context);
    },
  }));
  const well: Acts = async function* (request, { signal }) {
    yield { t: "accepted", operation: done(request, { result: "running" }) };
    await sleep(fleet.clock, ms(1_000), signal);
    yield { t: "result", operation: done(request) };
  };
  return { fleet, asked };
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

async function run(kind: OperationKind, fleet: FakeFleet, during: (interrupt: () => void) => Promise<void> = async () => {}) {
  const interrupt = new AbortController();
  const { terminal, stdout, stderr } = fakeTerminal({ clock: fleet.clock, interrupted: interrupt.signal });
  const context: CommandContext = { choices: choicesFor("-H node01", terminal), terminal, paint: plain };
  const [host] = fleet.hosts as [InventoryHost];
  const running = hostOperation(kind, ["is"], host, fleet, context);
  running.catch(() => {});
  await during(() => interrupt.abort(new Interrupted("SIGINT")));
  await fleet.clock.advance(600_000);
  const code = await running;
  expect(fleet.open_).toBe(0);
  expect(fleet.clock.pending).toBe(0);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

test("a lost answer is asked for on a new connection, by the same id, and never sent again where it was accepted", {
  timeout,
}, async () => {
  const looked: string[] = [];
  const { fleet, asked } = fleetOf({
    operate: breaks,
    getOperation: async (id) => {
      looked.push(id);
      return operation({ id, kind: "restart", result: looked.length < 3 ? "running" : "done" });
    },
  });
  const { code } = await run("restart", fleet);
  expect(code).toBe(0);
  expect(asked).toHaveLength(1);
  expect(looked).toEqual([asked[0]?.id, asked[0]?.id, asked[0]?.id]);
});

test("what never arrived is sent again once, with the same id", { timeout }, async () => {
  let tries = 0;
  const { fleet, asked } = fleetOf({
    operate: (request, context) => (++tries === 1 ? throws(lost)(request, context) : again(request)),
    getOperation: (id) => Promise.reject(new FaultError({ code: "OPERATION_NOT_FOUND", id })),
  });
  const again = async function* (request: OperateRequest): AsyncGenerator<OperationUpdate> {
    yield { t: "result", operation: done(request) };
  };
  const { code } = await run("restart", fleet);
  expect(code).toBe(0);
  expect(asked.map(({ id }) => id)).toEqual([asked[0]?.id, asked[0]?.id]);
});

test("a host that stays silent is unknown, and it is said which operation", { timeout }, async () => {
  const { fleet, asked } = fleetOf({ operate: breaks, getOperation: () => Promise.reject(unreachable()) });
  const { code, stdout, stderr } = await run("restart", fleet);
  expect(code).toBe(4);
  expect(asked).toHaveLength(1);
  expect(stdout).toBe("");
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
  const first = fleetOf({ operate: ending });
  expect((await run("restart", first.fleet)).code).toBe(0);
  expect(new Set(first.asked.map(({ id }) => id)).size).toBe(1);
  const second = fleetOf({ operate: throws(unreachable) });
  expect((await run("restart", second.fleet)).code).toBe(4);
  expect(second.asked).toHaveLength(1);
});

test("Ctrl-C names what goes on on the agent", { timeout }, async () => {
  const stuck: Acts = async function* (request, { signal }) {
    yield { t: "accepted", operation: done(request, { result: "running" }) };
    await silence(signal);
  };
  const { fleet, asked } = fleetOf({ operate: stuck });
  const { code, stderr } = await run("restart", fleet, async (interrupt) => {
    await fleet.clock.advance(5_000);
    interrupt();
  });
  expect(code).toBe(130);
  const words = stderr.replaceAll(/\s+/g, " ");
  expect(words).toContain(`node01: unknown: Interrupted: the restart goes on on the agent (operation ${asked[0]?.id})`);
  expect(words).toContain("ImageServing --host node01 status");
});

test("one host is reported as the local one is", { timeout }, async () => {
  const { fleet } = fleetOf();
  const { code, stdout } = await run("restart", fleet);
  expect(code).toBe(0);
  expect(stdout).toBe("is  restarted  pid 913  in 1.2s\nServer Supervisor: restarted in 1.0s\n");
  const refuses = () => new FaultError({ code: "SUPERVISOR_NOT_RUNNING" });
  const second = fleetOf({ operate: throws(refuses) });
  const refused = await run("restart", second.fleet);
  expect(refused.code).toBe(7);
  expect(refused.stderr).toBe(
    "node01: failed: Server Supervisor is not running; start it with: ImageServing\n  --host node01 start\n".replace("\n  ", " "),
  );
});
