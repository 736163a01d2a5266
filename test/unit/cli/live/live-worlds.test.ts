import { describe, expect, test } from "vitest";
import { liveFleet } from "../../../../src/cli/live/live-fleet.ts";
import { liveLocal } from "../../../../src/cli/live/live-local.ts";
import { endedText, progressText } from "../../../../src/cli/live/operation-words.ts";
import { FaultError } from "../../../../src/core/fault.ts";
import type { OperateRequest } from "../../../../src/core/host-service.ts";
import { FakeFleet, silence, unreachable } from "../fake-fleet.ts";
import { FakeLocalHost, inTime } from "../fake-local-host.ts";
import { component, name, operation, outcome } from "../samples.ts";

const CHOICES = { timeout: null, reason: "tests" };
const restart = { kind: "restart", host: "node3", components: [name("is")] } as const;
const { signal } = new AbortController();

describe("hosts of a fleet", () => {
  test("an order goes through the same code as the command, once", async () => {
    const asked: OperateRequest[] = [];
    const fleet = new FakeFleet(["node3", "node4"], () => ({
      async *operate(request) {
        asked.push(request);
        yield { t: "accepted", operation: operation({ result: "running" }) };
        yield { t: "result", operation: operation({ components: [outcome("is", { action: "restarted", previousPid: 912 })] }) };
      },
    }));
    const said: string[] = [];
    const ended = await liveFleet(fleet, CHOICES).operate(restart, signal, (text) => said.push(text));
    expect(asked).toEqual([
      expect.objectContaining({ kind: "restart", components: ["is"], expectedHost: "node3", reason: "tests" }),
    ]);
    expect([said, ended]).toEqual([["accepted"], { ok: true, text: "is restarted pid 912 → 913" }]);
    expect(fleet.open_).toBe(0);
  });

  test("what a host refuses is said in its words, and what was not sent too", async () => {
    const refusing = new FakeFleet(["node3"], () => ({
      async *operate() {
        yield* [];
        throw new FaultError({ code: "PERMISSION_DENIED", what: "restarting", who: "bob is a viewer" });
      },
    }));
    expect(await liveFleet(refusing, CHOICES).operate(restart, signal, () => {})).toEqual({
      ok: false,
      text: "restarting is not permitted; bob is a viewer",
    });
    const dead = new FakeFleet(["node3"], () => ({
      async *operate() {
        yield* [];
        throw unreachable();
      },
    }));
    expect(await liveFleet(dead, CHOICES).operate(restart, signal, () => {})).toMatchObject({
      ok: false,
      text: "connect: refused (192.0.2.4:9910)",
    });
  });

  test("an order that is left is not waited for", async () => {
    const fleet = new FakeFleet(["node3"], () => ({
      async *operate(_, context) {
        yield { t: "accepted", operation: operation({ result: "running" }) };
        await silence(context.signal);
      },
    }));
    const leaving = new AbortController();
    const running = liveFleet(fleet, CHOICES).operate(
      restart,
      leaving.signal,
      () => void setImmediate(() => leaving.abort(new Error("left"))),
    );
    await expect(running).rejects.toThrow("left");
  });

  test("a filter is a selector; what is wrong with it is said shortly", () => {
    const { match } = liveFleet(new FakeFleet(["node1", "node2", "web"], () => ({})), CHOICES);
    expect(match("node[1-2]")).toEqual({ names: new Set(["node1", "node2"]) });
    expect(match("*!web")).toEqual({ names: new Set(["node1", "node2"]) });
    expect(match("node[")).toEqual({ problem: expect.stringMatching(/^column \d+: /) });
    expect(match("node9")).toEqual({ problem: expect.stringMatching(/^there is no .*node9/) });
    expect(match("@web")).toEqual({ problem: expect.stringContaining("web") });
    expect(match("node1&web")).toEqual({ problem: "no host that is shown matches" });
  });
});

describe("this host", () => {
  test("an order goes through the same code as the command", async () => {
    const host = new FakeLocalHost().running({
      async *operate() {
        yield { t: "result", operation: operation({ components: [outcome("is")] }) };
      },
    });
    const world = liveLocal(host, "node3", CHOICES);
    expect(
      await inTime(
        host.clock,
        world.operate(restart, signal, () => {}),
      ),
    ).toEqual({ ok: true, text: "is started pid 913" });
    expect(world.match("x")).toEqual({ problem: "there is one host only" });
  });

  test("without an agent a restart of one component is refused, and says what to do", async () => {
    const host = new FakeLocalHost();
    const ended = await inTime(
      host.clock,
      liveLocal(host, "node3", CHOICES).operate(restart, signal, () => {}),
    );
    expect(ended).toMatchObject({ ok: false, text: expect.stringContaining("ImageServing start") });
  });
});

test("how far an operation is and how it ended, in words", () => {
  const progress = {
    component: name("is"),
    state: "running",
    ready: false,
    pid: 7,
    forMs: 2_300,
    detail: "connection refused",
  } as const;
  expect(progressText({ t: "progress", progress })).toBe("is not ready yet for 2.3s; connection refused");
  expect(progressText({ t: "progress", progress: { ...progress, ready: true, forMs: 10, detail: "" } })).toBe("is ready");
  expect(progressText({ t: "progress", progress: { ...progress, state: "stopping", detail: "" } })).toBe("is stopping for 2.3s");
  expect(endedText(operation({ message: "already running" }))).toEqual({ ok: true, text: "already running" });
  expect(
    endedText(
      operation({
        components: [outcome("is", { action: "stopped", previousPid: 9, pid: null }), outcome("ps", { action: "unchanged" })],
      }),
    ),
  ).toEqual({
    ok: true,
    text: "is stopped",
  });
  const failed = operation({
    result: "failed",
    message: "1 failed",
    components: [outcome("is", { action: "failed", error: "it crashed" })],
  });
  expect(endedText(failed)).toEqual({ ok: false, text: "failed: is: it crashed" });
  expect(endedText(operation({ result: "cancelled", message: "by bob" }))).toEqual({ ok: false, text: "cancelled: by bob" });
  expect(component("is").name).toBe("is");
});
