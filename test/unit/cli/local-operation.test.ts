import { expect, test } from "vitest";
import { operationExitCode } from "../../../src/cli/exit-codes.ts";
import { localOperation, type OperationWish } from "../../../src/cli/local/local-operation.ts";
import { seconds } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { OperateRequest, OperationUpdate } from "../../../src/core/host-service.ts";
import type { Operation } from "../../../src/core/operation.ts";
import { FakeLocalHost, inTime } from "./fake-local-host.ts";
import { component, config, hostStatus, lastKnown, name, operation } from "./samples.ts";

const never = new AbortController().signal;
const running = operation({ result: "running" });
const progress: OperationUpdate = {
  t: "progress",
  progress: { component: name("is"), state: "starting", ready: false, pid: 1, forMs: 0, detail: "" },
};

async function ask(host: FakeLocalHost, wish: Partial<OperationWish> = {}, signal = never) {
  const seen: string[] = [];
  const all: OperationWish = { kind: "start", components: [], timeout: null, reason: "", named: false, ...wish };
  const watcher = {
    onUpdate: ({ t }: OperationUpdate) => void seen.push(t),
    onNotRunning: () => void seen.push("not running"),
    onTakeOver: () => void seen.push("taking over"),
  };
  const answer = await inTime(host.clock, localOperation(host, all, signal, watcher));
  return { answer, seen, exitCode: operationExitCode(answer) };
}

/** An agent that accepts, tells a step, and ends as told: with a result, or broken off by an error. */
const operating = (end: Operation | Error, before: () => void = () => {}) => ({
  async *operate(): AsyncGenerator<OperationUpdate> {
    yield { t: "accepted", operation: running };
    yield progress;
    before();
    if (end instanceof Error) throw end;
    yield { t: "result", operation: end };
  },
});

const broken = new FaultError({ code: "NOT_RESPONDING", target: "socket", pid: null, afterMs: 0 }, "the answer broke off");

test("an agent that answers is asked, and every step is shown", async () => {
  const { answer, seen, exitCode } = await ask(new FakeLocalHost().running(operating(operation())));
  expect(answer).toMatchObject({ outcome: "ok", value: { result: "done" }, error: null });
  expect(seen).toEqual(["accepted", "progress"]);
  expect(exitCode).toBe(0);
});

test.each(["failed", "cancelled"] as const)("an operation that is %s is an answer, and no success", async (result) => {
  const { answer, exitCode } = await ask(new FakeLocalHost().running(operating(operation({ result }))));
  expect([answer.outcome, exitCode]).toEqual(["failed", 1]);
});

test("start without an agent starts one and waits until it answers", async () => {
  const host = new FakeLocalHost();
  host.config = config("is");
  host.starts = [{ begin: () => host.clock.after(seconds(1), () => host.running(operating(operation()))) }];
  const { answer, exitCode } = await ask(host);
  expect([answer.outcome, exitCode, host.trail]).toEqual(["ok", 0, ["start agent"]]);
});

test("of two that start at once, the one whose agent comes second joins the first", async () => {
  const host = new FakeLocalHost();
  host.config = config("is");
  const begin = () => {
    host.known = lastKnown({ agentPid: 900 }); // the other's
    host.clock.after(seconds(1), () => host.running(operating(operation()), 900));
  };
  host.starts = [{ begin, ended: "it ended with code 1", lastWords: ["an agent is running already"] }];
  expect((await ask(host)).exitCode).toBe(0);
});

test("where the first was just ending, the second is started again", async () => {
  const host = new FakeLocalHost();
  host.config = config("is");
  const begin = () => {
    host.known = lastKnown({ agentPid: 900 });
    host.clock.after(seconds(1), () => host.gone());
  };
  host.starts = [{ begin, ended: "it ended with code 1" }, { begin: () => host.running(operating(operation())) }];
  expect((await ask(host)).exitCode).toBe(0);
  expect(host.trail).toEqual(["start agent", "start agent"]);
});

test("an agent that ends at once is reported with its last words", async () => {
  const host = new FakeLocalHost();
  host.config = config("is");
  host.starts = [{ ended: "it ended with code 1", lastWords: ["disk full"] }];
  const { answer, exitCode } = await ask(host);
  expect(answer).toMatchObject({
    outcome: "failed",
    error: { fault: { code: "AGENT_START_FAILED", logFile: "/var/log/imageserving/ImageServing.log" } },
  });
  expect(answer.error?.message).toContain(
    "it ended with code 1. It said:\n  disk full\n  log: /var/log/imageserving/ImageServing.log",
  );
  expect(exitCode).toBe(1);
});

test("an agent that never answers is given up after a while", async () => {
  const host = new FakeLocalHost();
  host.config = config("is");
  host.starts = [{}];
  expect((await ask(host)).answer.error?.message).toContain("did not answer within 30 s");
});

test.each([
  [{ kind: "start" }, 6],
  [{ kind: "restart" }, 6],
  [{ kind: "start", components: ["is"] }, 7],
  [{ kind: "stop", components: ["is"] }, 7],
  [{ kind: "stop" }, 0],
] satisfies readonly (readonly [Partial<OperationWish>, number])[])(
  "%j without a configuration, nothing alive: exit code %i and no agent",
  async (wish, code) => {
    const host = new FakeLocalHost();
    const { exitCode } = await ask(host, wish);
    expect([exitCode, host.trail]).toEqual([code, []]);
  },
);

test("an unknown component is refused before an agent is started", async () => {
  const host = new FakeLocalHost();
  host.config = config("is");
  expect([(await ask(host, { components: ["foo"] })).exitCode, host.trail]).toEqual([2, []]);
});

test("restart where nothing runs says so, and starts", async () => {
  const host = new FakeLocalHost();
  host.config = config("is");
  host.starts = [{ begin: () => host.running(operating(operation({ kind: "restart" }))) }];
  const { seen, exitCode } = await ask(host, { kind: "restart" });
  expect([seen, exitCode]).toEqual([["not running", "accepted", "progress"], 0]);
});

test("stop of what was left behind needs no configuration, and waits until the agent has gone", async () => {
  const host = new FakeLocalHost();
  host.gone([component("is")]);
  const ending = () => host.clock.after(seconds(3), () => host.gone());
  host.starts = [{ begin: () => host.running(operating(operation({ kind: "stop", agentEnds: true }), ending)) }];
  const { seen, exitCode } = await ask(host, { kind: "stop" });
  expect([exitCode, seen[0], host.trail, host.known.agentPid]).toEqual([0, "taking over", ["start agent to adopt"], null]);
});

test("an agent that does not end when it should is not waited for, for ever", async () => {
  const host = new FakeLocalHost().running(operating(operation({ kind: "stop", agentEnds: true })));
  expect((await ask(host, { kind: "stop" })).exitCode).toBe(0);
  expect(host.clock.now()).toBeGreaterThanOrEqual(5_000);
});

test("another agent that is there by then is not waited for", async () => {
  const another = () => host.clock.after(seconds(1), () => host.running({}, 900));
  const host: FakeLocalHost = new FakeLocalHost().running(operating(operation({ kind: "stop", agentEnds: true }), another));
  await ask(host, { kind: "stop" });
  expect(host.clock.now()).toBeLessThan(2_000);
});

test("a stop of everything does not even look at the configuration", async () => {
  const host = new FakeLocalHost();
  host.readConfig = () => Promise.reject(new Error("it was read"));
  expect((await ask(host, { kind: "stop" })).exitCode).toBe(0);
});

test("an agent that stays is not waited for", async () => {
  const host = new FakeLocalHost().running(operating(operation({ kind: "stop" })));
  await ask(host, { kind: "stop" });
  expect(host.clock.now()).toBe(0);
});

test("an agent that was just ending is waited for, and another is started", async () => {
  const host = new FakeLocalHost().running({
    // biome-ignore lint/correctness/useYield: it refuses
    async *operate() {
      throw new FaultError({ code: "SHUTTING_DOWN" });
    },
  });
  host.config = config("is");
  host.clock.after(seconds(2), () => host.gone());
  host.starts = [{ begin: () => host.running(operating(operation())) }];
  expect([(await ask(host)).exitCode, host.trail]).toEqual([0, ["start agent"]]);
});

test("after a broken connection the agent is asked what became of it", async () => {
  const host = new FakeLocalHost().running({ ...operating(broken), getOperation: async () => operation({ durationMs: 7 }) });
  expect((await ask(host)).answer).toMatchObject({ outcome: "ok", value: { durationMs: 7 } });
});

test("after a broken connection an operation that goes on is joined again", async () => {
  const host = new FakeLocalHost().running({
    ...operating(broken, () => {
      host.agent = { ...operating(operation()), getOperation: async () => running };
    }),
    getOperation: async () => running,
  });
  const { seen, exitCode } = await ask(host);
  expect([seen, exitCode]).toEqual([["accepted", "progress", "accepted", "progress"], 0]);
});

test("an agent that comes back after a moment is asked again", async () => {
  const away = () => {
    host.gone([component("is")]);
    host.clock.after(seconds(1), () => host.running({ getOperation: async () => operation({ result: "failed" }) }));
  };
  const host: FakeLocalHost = new FakeLocalHost().running(operating(broken, away));
  expect((await ask(host)).exitCode).toBe(1);
});

test("an agent that died in the middle leaves it unknown, and no other is started", async () => {
  const host: FakeLocalHost = new FakeLocalHost().running(operating(broken, () => host.gone([component("is")])));
  const { answer, exitCode } = await ask(host);
  expect(answer).toMatchObject({ outcome: "unknown", error: { fault: { code: "NOT_RESPONDING" } } });
  expect(answer.error?.message).toBe(
    "what became of the start is not known: the answer broke off (operation op-1). How things stand now: ImageServing status",
  );
  expect([exitCode, host.trail]).toEqual([4, []]);
});

test("an agent that stops answering in the middle leaves it unknown, with its pid", async () => {
  const host = new FakeLocalHost().running({ ...operating(broken), getOperation: () => Promise.reject(broken) });
  const { answer, exitCode } = await ask(host);
  expect(answer.error?.message).toContain("not responding: the answer broke off (agent pid 812)");
  expect(exitCode).toBe(4);
});

/** An agent that, when it is asked, is busy with an operation since then; the id "earlier" is joined. */
const busySince = (host: FakeLocalHost, since: string) => ({
  getOperation: async () => operation({ id: "earlier" as Operation["id"], kind: "stop", result: "running" }),
  async *operate(request: OperateRequest): AsyncGenerator<OperationUpdate> {
    host.trail.push(`${request.kind} ${request.id}`);
    if (request.id !== "earlier" && !host.trail.includes("stop earlier")) {
      throw new FaultError({ code: "OPERATION_CONFLICT", id: "earlier", what: "stop", by: "bob", since });
    }
    yield { t: "result", operation: operation({ id: request.id, kind: request.kind }) };
  },
});

test("a new agent that goes on with what the dead one had begun is given the time for it", async () => {
  const host = new FakeLocalHost();
  host.config = config("is");
  host.gone([component("is")]);
  host.starts = [{ begin: () => host.running(busySince(host, "2026-01-01T11:59:00Z")) }];
  const { answer } = await ask(host);
  expect(host.trail).toEqual(["start agent", "start op-1", "stop earlier", "start op-1"]);
  expect(answer).toMatchObject({ outcome: "ok", value: { id: "op-1" } });
});

test("what somebody else has begun since is a conflict", async () => {
  const host = new FakeLocalHost();
  host.config = config("is");
  host.starts = [{ begin: () => host.running(busySince(host, "2026-01-01T12:00:01Z")) }];
  expect((await ask(host)).answer.error?.fault.code).toBe("OPERATION_CONFLICT");
});

test.each([
  [{ code: "SUPERVISOR_NOT_RUNNING" }, 7],
  [{ code: "OPERATION_CONFLICT", id: "1", what: "restart", by: "bob", since: "noon" }, 1],
  [{ code: "PERMISSION_DENIED", what: "stop", who: "operators may" }, 4],
  [{ code: "INVALID_CONFIG", problems: [] }, 6],
] as const)("the agent's refusal %j is the answer", async (fault, code) => {
  const host = new FakeLocalHost().running({
    // biome-ignore lint/correctness/useYield: it refuses
    async *operate() {
      throw new FaultError(fault);
    },
  });
  const { answer, exitCode } = await ask(host);
  expect([answer.outcome, answer.error?.fault.code, exitCode]).toEqual(["failed", fault.code, code]);
});

test("the host's own name comes from the agent, or from the configuration", async () => {
  const host = new FakeLocalHost().running({ ...operating(operation()), status: async () => hostStatus([]) });
  expect((await ask(host, { named: true })).answer.host).toBe("node3");
  const without = new FakeLocalHost();
  without.config = config("is");
  expect((await ask(without, { kind: "stop", named: true })).answer.host).toBe("node3");
});

test("Ctrl-C leaves the wait, not the operation", async () => {
  const stop = new AbortController();
  const host = new FakeLocalHost().running({
    async *operate(_request, { signal }) {
      yield { t: "accepted", operation: running };
      stop.abort(new Error("Ctrl-C"));
      signal.throwIfAborted();
    },
  });
  await expect(ask(host, {}, stop.signal)).rejects.toThrow("Ctrl-C");
});
