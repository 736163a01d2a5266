import fc from "fast-check";
import { expect, test } from "vitest";
import { answered, notAnswered } from "../../../src/cli/host-answer.ts";
import { displayWidth } from "../../../src/cli/render/display-width.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { statusText, type TextOptions } from "../../../src/cli/render/status-text.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { HostStatus } from "../../../src/core/status.ts";
import { component, down, hostStatus, NOON, name, supervisor } from "./samples.ts";

const plain: TextOptions = { width: 80, paint: paintWhere(false), now: NOON, wide: false };
const show = (status: HostStatus, options: Partial<TextOptions> = {}) =>
  statusText([answered("node3", status)], { ...plain, ...options });
const lines = (text: string) => text.split("\n");

const troubled = hostStatus([
  component("is"),
  component("ps", {
    pid: 4_194_304,
    uptimeSeconds: 725,
    restarts: 2,
    ready: false,
    reason: "HTTP 503 from http://127.0.0.1:8080/is/image",
  }),
  down("svg", {
    state: "backoff",
    restarts: 5,
    reason: "exited with code 137",
    retryInMs: 4_000,
    lastExit: {
      code: null,
      signal: "SIGKILL",
      at: new Date(NOON.getTime() - 12_000),
      expected: false,
      hint: "possibly the kernel's out-of-memory killer",
    },
  }),
]);

test("a table that fits 80 columns, and below it why something is not well, and where to look", () => {
  expect(lines(show(troubled))).toEqual([
    "COMPONENT          STATE    READY      PID  UPTIME   MEMORY    CPU  RESTARTS",
    "Server Supervisor  running             812   3d 3h  58.7 MB   0.3%",
    "is                 running  yes        913   3d 3h   913 MB  12.5%         0",
    "ps                 running  no     4194304  12m 5s   913 MB  12.5%         2",
    "svg                backoff  -            -       -        -      -         5",
    "",
    "ps: not ready; HTTP 503 from http://127.0.0.1:8080/is/image",
    "  log: /var/log/imageserving/ps.log",
    "",
    "svg: in backoff; exited with code 137; next try in 4.0s",
    "  last exit: killed by SIGKILL, 12s ago: possibly the kernel's out-of-memory",
    "    killer",
    "  log: /var/log/imageserving/svg.log",
  ]);
});

test("the Supervisor that is not running is one line, the same in every format for people", () => {
  const stopped = hostStatus([down("is")], { supervisor: supervisor({ state: "stopped" }) });
  expect(show(stopped)).toBe("Server Supervisor is not running");
  expect(show(stopped, { wide: true })).toBe("Server Supervisor is not running");
});

test("the Supervisor that died names what runs unattended, and how to go on", () => {
  const error = new FaultError({ code: "SUPERVISOR_DEAD", unattended: [{ name: "is", pid: 12 }] });
  const status = hostStatus(
    [component("is", { pid: 12, uptimeSeconds: 273_600 }), component("ps", { pid: 13, uptimeSeconds: null }), down("svg")],
    {
      supervisor: supervisor({ state: "dead" }),
    },
  );
  expect(lines(statusText([notAnswered("node3", error, status)], plain))).toEqual([
    "Server Supervisor is dead, 2 components are running unattended: is (pid 12, up 3d 4h), ps (pid 13)",
    "  to take them over, as they run:  ImageServing start",
    "  to stop them:                    ImageServing stop",
  ]);
});

test("wide adds the rest on the same lines", () => {
  const [head, , is] = lines(
    show(hostStatus([component("is", { usage: { memoryBytes: 2e9, pssBytes: 1.5e9, cpuPercent: 1600, processes: 3 } })]), {
      wide: true,
    }),
  );
  expect(head).toMatch(/RESTARTS {6}PSS {2}PROCESSES {2}DESIRED {2}TITLE {2}LAST EXIT {2}LOG FILE$/);
  expect(is).toContain("2.00 GB  1600%");
  expect(is).toMatch(/1\.50 GB {10}3 {2}up {7}IS {5}- {10}\/var\/log\/imageserving\/is\.log$/);
});

test("a narrow terminal loses the least important columns, never the state", () => {
  const text = show(hostStatus([component("a-component-with-a-very-long-one")]), { width: 62 });
  expect(lines(text)[0]).toBe("COMPONENT                         STATE    READY  PID  UPTIME");
  expect(lines(text).every((line) => line.length <= 62)).toBe(true);
});

test("colour tells how it is, and is not there where it is not wanted", () => {
  const text = show(troubled, { paint: paintWhere(true) });
  expect(text).toContain("\x1b[32mrunning\x1b[39m");
  expect(text).toContain("\x1b[31mbackoff\x1b[39m");
  expect(text.replaceAll(/\x1b\[\d+m/g, "")).toBe(show(troubled));
  expect(show(troubled)).not.toContain("\x1b");
});

test("what a component says of itself cannot act upon the terminal", () => {
  const bad = "\x1b]0;title\x07\x1b[2J";
  const status = hostStatus([
    down(bad, {
      reason: bad,
      title: bad,
      logFile: bad,
      lastExit: { code: null, signal: bad, at: NOON, expected: false, hint: bad },
    }),
  ]);
  expect(show(status, { wide: true })).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
});

test("names up to 17 characters and any figures fit 80 columns", { timeout: 20_000 }, () => {
  const any = fc.record({
    called: fc.stringMatching(/^[a-z][a-z0-9-]{0,16}$/),
    ready: fc.boolean(),
    state: fc.constantFrom("stopped", "starting", "running", "stopping", "backoff", "failed" as const),
    pid: fc.option(fc.integer({ min: 1, max: 4_194_304 })),
    uptimeSeconds: fc.option(fc.double({ min: 0, max: 9e7, noNaN: true })),
    memoryBytes: fc.integer({ min: 0, max: 2 ** 42 }),
    cpuPercent: fc.double({ min: 0, max: 9_999, noNaN: true }),
    restarts: fc.integer({ min: 0, max: 99_999_999 }),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 5 }), (all) => {
      const components = all.map(({ called, memoryBytes, cpuPercent, ...rest }) =>
        component(called, { ...rest, usage: { memoryBytes, cpuPercent, pssBytes: null, processes: 1 } }),
      );
      const text = show(hostStatus(components));
      expect(Math.max(...lines(text).map(displayWidth))).toBeLessThanOrEqual(80);
      expect(lines(text)[0]).toContain("RESTARTS"); // it fits without leaving anything out
      expect(lines(text).every((line) => line === line.trimEnd())).toBe(true);
    }),
  );
});

test("what a component waits for is said once", () => {
  const waits = (reason: string) => show(hostStatus([down("ps", { state: "starting", waitingFor: [name("is")], reason })]));
  expect(waits("not started yet")).toContain("ps: starting; not started yet; waits for is");
  expect(waits("waits for is to be ready")).toContain("ps: starting; waits for is to be ready\n");
});

test("many hosts have their names above them", () => {
  const two = [
    answered("node3", hostStatus([])),
    answered("node4", hostStatus([], { supervisor: supervisor({ state: "stopped" }) })),
  ];
  expect(lines(statusText(two, plain))).toEqual([
    "node3:",
    "COMPONENT          STATE    READY  PID  UPTIME   MEMORY   CPU  RESTARTS",
    "Server Supervisor  running         812   3d 3h  58.7 MB  0.3%",
    "",
    "node4:",
    "Server Supervisor is not running",
  ]);
});
