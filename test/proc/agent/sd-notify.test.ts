import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SdNotify, serviceManager } from "../../../src/agent/sd-notify.ts";
import type { AgentLog } from "../../../src/supervisor/agent-log.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { eventually } from "../../helpers/supervised-host.ts";

const timeout = 10_000;

describe("what the service manager tells", () => {
  const env = { PATH: "/bin", NOTIFY_SOCKET: "/run/notify", WATCHDOG_USEC: "2000000" };
  test.each([
    ["nothing", {}, { socket: null, path: undefined, watchdogMs: null }],
    ["an empty socket", { ...env, NOTIFY_SOCKET: "" }, { socket: null, path: "/bin", watchdogMs: null }],
    ["a socket", { PATH: "/bin", NOTIFY_SOCKET: "@abstract" }, { socket: "@abstract", path: "/bin", watchdogMs: null }],
    ["a watchdog for whoever asks", env, { socket: "/run/notify", path: "/bin", watchdogMs: 2_000 }],
    ["a watchdog for this process", { ...env, WATCHDOG_PID: "77" }, { watchdogMs: 2_000 }],
    ["a watchdog for another process", { ...env, WATCHDOG_PID: "78" }, { watchdogMs: null }],
    ["a watchdog without a socket", { WATCHDOG_USEC: "2000000" }, { watchdogMs: null }],
    ["a watchdog that is none", { ...env, WATCHDOG_USEC: "0" }, { watchdogMs: null }],
    ["a watchdog that is no number", { ...env, WATCHDOG_USEC: "soon" }, { watchdogMs: null }],
  ])("%s", (_what, given, expected) => {
    expect(serviceManager(given, 77)).toMatchObject(expected);
  });
});

describe("what the service manager is told", () => {
  let folder = "";
  let warnings: string[] = [];
  const log: AgentLog = { info: () => {}, error: () => {}, warn: (_facts, message) => void warnings.push(message) };
  const heard = () => (existsSync(join(folder, "heard")) ? readFileSync(join(folder, "heard"), "utf8").trim().split("\n") : []);

  /** A systemd-notify that writes down what it is told, by whom, and ends as asked. */
  const manager = (exitCode = 0, watchdogUsec: string | undefined = undefined) => {
    const program = join(folder, "systemd-notify");
    writeFileSync(program, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> '${join(folder, "heard")}'\nexit ${exitCode}\n`);
    chmodSync(program, 0o755);
    const env = { PATH: `${folder}:${process.env.PATH}`, NOTIFY_SOCKET: "/run/notify", WATCHDOG_USEC: watchdogUsec };
    return serviceManager(env, process.pid);
  };
  const told = (...assignments: readonly string[]) => `/run/notify --pid=${process.pid} ${assignments.join(" ")}`;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "is-notify-"));
    warnings = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test("that the agent is ready, with its status, and that it ends", { timeout }, async () => {
    const clock = new FakeClock();
    const notify = new SdNotify(manager(), clock, log);
    await notify.ready("3 components adopted");
    await notify.stopping();
    expect(heard()).toEqual([told("READY=1", "STATUS=3 components adopted"), told("STOPPING=1")]);
    expect([clock.pending, warnings]).toEqual([0, []]);
  });

  test("signs of life at half the interval, until the agent ends", { timeout }, async () => {
    const clock = new FakeClock();
    const notify = new SdNotify(manager(0, "20000000"), clock, log);
    await notify.ready("0 components adopted");
    await clock.advance(9_999);
    expect(heard()).toHaveLength(1);
    await clock.advance(1);
    await eventually(() => heard().length === 2, "the first sign of life");
    await clock.advance(10_000);
    await eventually(() => heard().length === 3, "the second sign of life");
    expect(heard().slice(1)).toEqual([told("WATCHDOG=1"), told("WATCHDOG=1")]);
    await notify.stopping();
    expect(heard().at(-1)).toBe(told("STOPPING=1"));
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(heard()).toHaveLength(4);
  });

  test("nothing where nobody wants to hear", { timeout }, async () => {
    const clock = new FakeClock();
    manager();
    const notify = new SdNotify(serviceManager({ PATH: folder, WATCHDOG_USEC: "1000000" }, process.pid), clock, log);
    await notify.ready("0 components adopted");
    await notify.stopping();
    expect([heard(), clock.pending, warnings]).toEqual([[], 0, []]);
  });

  test("a failure is a warning in the log, and the agent goes on", { timeout }, async () => {
    const notify = new SdNotify(manager(1), new FakeClock(), log);
    await notify.ready("0 components adopted");
    expect(warnings).toEqual([expect.stringContaining("systemd-notify failed")]);
    rmSync(join(folder, "systemd-notify"));
    const missing = new SdNotify({ socket: "/run/notify", path: folder, watchdogMs: null }, new FakeClock(), log);
    await missing.ready("0 components adopted");
    expect(warnings).toHaveLength(2);
  });
});
