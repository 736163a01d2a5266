import { expect, test } from "vitest";
import { frameOf, operationHostObject, statusObject } from "../../../src/cli/frame.ts";
import { answered, notAnswered } from "../../../src/cli/host-answer.ts";
import { writeData, writeFrame } from "../../../src/cli/structured-output.ts";
import { FaultError } from "../../../src/core/fault.ts";
import { component, down, hostStatus, NOON, operation, outcome, supervisor } from "./samples.ts";

const refused = notAnswered<never>(
  "node4",
  new FaultError({ code: "UNREACHABLE", target: "node4", cause: "connect: refused (192.0.2.4:9910)" }),
);

test("a status frame has every field of the contract, and null for what is not known", () => {
  const svg = down("svg", {
    lastExit: { code: 143, signal: null, at: NOON, expected: true, hint: "stopped" },
    reason: "stopped on request",
    retryInMs: 1_500,
  });
  const is = component("is", { usage: { memoryBytes: 913_000_000, pssBytes: 800_000_000, cpuPercent: 12.5, processes: 3 } });
  const frame = frameOf("status", 4, [
    statusObject(answered("node3", hostStatus([is, svg], { warnings: ["disk nearly full"] }))),
    statusObject(refused),
  ]);
  expect(frame).toEqual({
    schemaVersion: 1,
    command: "status",
    exitCode: 4,
    summary: { hosts: 2, ok: 1, failed: 0, unreachable: 1, unknown: 0 },
    hosts: [
      {
        host: "node3",
        outcome: "ok",
        supervisor: {
          state: "running",
          pid: 812,
          uptimeSeconds: 271_500.2,
          memoryBytes: 58_720_256,
          pssBytes: 41_000_000,
          cpuPercent: 0.3,
          processes: 1,
          version: "1.0.0",
          configHash: "sha256:00",
        },
        components: [
          {
            name: "is",
            title: "IS",
            desired: "up",
            state: "running",
            ready: true,
            pid: 913,
            uptimeSeconds: 271_490.1,
            memoryBytes: 913_000_000,
            pssBytes: 800_000_000,
            cpuPercent: 12.5,
            processes: 3,
            restarts: 0,
            generation: 1,
            lastExit: null,
            reason: null,
            waitingFor: [],
            retryInSeconds: null,
            logFile: "/var/log/imageserving/is.log",
            probeLatencyMs: 12.5,
          },
          {
            name: "svg",
            title: "SVG",
            desired: "up",
            state: "stopped",
            ready: false,
            pid: null,
            uptimeSeconds: null,
            memoryBytes: null,
            cpuPercent: null,
            processes: null,
            restarts: 0,
            generation: 1,
            lastExit: { code: 143, signal: null, at: "2026-01-01T12:00:00.000Z", expected: true, hint: "stopped" },
            reason: "stopped on request",
            waitingFor: [],
            retryInSeconds: 1.5,
            logFile: "/var/log/imageserving/svg.log",
            probeLatencyMs: 12.5,
          },
        ],
        warnings: ["disk nearly full"],
      },
      {
        host: "node4",
        outcome: "unreachable",
        error: {
          code: "UNAVAILABLE",
          message: "cannot reach node4: connect: refused (192.0.2.4:9910)",
          target: "node4",
          cause: "connect: refused (192.0.2.4:9910)",
        },
      },
    ],
  });
});

test("a dead Supervisor is failed, and tells what lives", () => {
  const error = new FaultError({ code: "SUPERVISOR_DEAD", unattended: [{ name: "is", pid: 12 }] });
  const status = hostStatus([component("is", { pid: 12 })], {
    supervisor: supervisor({ state: "dead", pid: null, version: "", configHash: "" }),
  });
  expect(statusObject(notAnswered("node3", error, status))).toMatchObject({
    outcome: "failed",
    supervisor: { state: "dead", pid: null, version: null, configHash: null },
    components: [{ name: "is", pid: 12 }],
    error: { code: "SUPERVISOR_DEAD", unattended: [{ name: "is", pid: 12 }] },
  });
});

test("an operation frame names what was done to each component, and the log where it failed", () => {
  const components = [
    outcome("is", { action: "restarted", previousPid: 812, pid: 913 }),
    outcome("ps", { action: "failed", pid: null, error: "not ready within 180s", logTail: ["boom"] }),
  ];
  const answer = {
    host: "node3",
    outcome: "failed",
    value: operation({ kind: "restart", result: "failed", components, message: "ps" }),
    error: null,
  } as const;
  expect(operationHostObject(answer)).toEqual({
    host: "node3",
    outcome: "failed",
    operation: {
      id: "op-1",
      kind: "restart",
      result: "failed",
      durationMs: 4_100,
      components: [
        { name: "is", action: "restarted", previousPid: 812, pid: 913, durationMs: 1_234, error: null },
        {
          name: "ps",
          action: "failed",
          previousPid: null,
          pid: null,
          durationMs: 1_234,
          error: "not ready within 180s",
          logFile: "/var/log/imageserving/ps.log",
          logTail: ["boom"],
        },
      ],
      message: "ps",
    },
  });
});

test("an invalid configuration carries every problem with its place", () => {
  const problems = [{ file: "/agent.yaml", line: 12, column: 5, message: "components.is.ready: unknown key" }];
  const frame = operationHostObject(notAnswered<never>("node3", new FaultError({ code: "INVALID_CONFIG", problems })));
  expect(frame).toMatchObject({
    outcome: "failed",
    error: { code: "INVALID_CONFIG", message: "/agent.yaml:12:5: components.is.ready: unknown key", problems },
  });
});

test("json is one document, jsonl a host per line, yaml the same as json", async () => {
  const frame = frameOf("status", 4, [statusObject(answered("node3", hostStatus([component("is")]))), statusObject(refused)]);
  expect(JSON.parse(await writeFrame(frame, "json"))).toEqual(frame);
  const rows = (await writeFrame(frame, "jsonl")).trimEnd().split("\n");
  expect(rows.map((line) => JSON.parse(line))).toEqual(
    frame.hosts.map((host) => ({ schemaVersion: 1, command: "status", ...host })),
  );
  const { parse } = await import("yaml");
  expect(parse(await writeFrame(frame, "yaml"))).toEqual(frame);
});

test("no format lets a terminal act upon what a component says", async () => {
  const bad = { text: "\x1b[2J\x9b2J\u202e" };
  for (const format of ["json", "jsonl", "yaml"] as const)
    expect(await writeData(bad, format)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  expect(JSON.parse(await writeData(bad, "json"))).toEqual(bad);
});
