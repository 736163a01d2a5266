import { describe, expect, test } from "vitest";
import { type Fault, FaultError } from "../../../src/core/fault.ts";
import type { HostStatus } from "../../../src/core/status.ts";
import { foldAnswers } from "../../../src/fleet/fold-answers.ts";
import { type Answer, outcomeOf } from "../../../src/fleet/outcome.ts";
import { sameWords } from "../../../src/fleet/same-words.ts";
import { component, hostStatus } from "./samples.ts";

const ok = (value: HostStatus): Answer<HostStatus> => ({ host: value.host, outcome: "ok", value });
const no = (host: string, fault: Fault): Answer<HostStatus> => {
  const error = new FaultError(fault);
  return { host, outcome: outcomeOf(error), error };
};
const fold = (...answers: Answer<HostStatus>[]) => foldAnswers(answers, (host) => ({ host, port: 9910 }));
const texts = (...answers: Answer<HostStatus>[]) => fold(...answers).map(({ hosts, outcome }) => `${hosts} ${outcome}`);
const usage = (memoryBytes: number, cpuPercent: number) => ({ memoryBytes, pssBytes: null, cpuPercent, processes: 1 });

test("equal hosts are one group, and what differs without a meaning is a span", () => {
  const groups = fold(
    ok(hostStatus("n1", [component("is", { uptimeSeconds: 100, usage: usage(5, 1), pid: 1 })])),
    ok(hostStatus("n2", [component("is", { uptimeSeconds: 300, usage: usage(9, 3), pid: 2, restarts: 4 })])),
    ok(hostStatus("n3", [component("is", { uptimeSeconds: 200, usage: null, pid: 3 })])),
  );
  expect(groups).toEqual([
    {
      hosts: "n[1-3]",
      names: ["n1", "n2", "n3"],
      outcome: "ok",
      error: null,
      supervisor: {
        state: "running",
        version: "1.0.0",
        configHash: "sha256:00",
        uptimeSeconds: { least: 2_000, most: 2_000 },
        memoryBytes: null,
      },
      components: [
        {
          name: "is",
          title: "IS",
          desired: "up",
          state: "running",
          ready: true,
          reason: null,
          uptimeSeconds: { least: 100, most: 300 },
          memoryBytes: { least: 5, most: 9 },
          cpuPercent: { least: 1, most: 3 },
          restarts: { least: 0, most: 4 },
        },
      ],
      warnings: [],
    },
  ]);
});

describe("what matters keeps hosts apart", () => {
  const usual = hostStatus("n1", [component("is"), component("ps")]);
  test.each([
    ["not ready", hostStatus("n2", [component("is", { ready: false }), component("ps")])],
    ["another state", hostStatus("n2", [component("is"), component("ps", { state: "failed" })])],
    ["asked to be down", hostStatus("n2", [component("is", { desired: "down" }), component("ps")])],
    ["a reason", hostStatus("n2", [component("is", { reason: "slow" }), component("ps")])],
    ["a component less", hostStatus("n2", [component("is")])],
    ["a warning", hostStatus("n2", usual.components, { warnings: ["disk is full"] })],
    ["the Supervisor", hostStatus("n2", usual.components, { supervisor: { ...usual.supervisor, state: "stopped" } })],
    ["the version", hostStatus("n2", usual.components, { supervisor: { ...usual.supervisor, version: "1.0.1" } })],
    ["the configuration", hostStatus("n2", usual.components, { supervisor: { ...usual.supervisor, configHash: "sha256:01" } })],
  ])("%s", (_, deviant) => {
    expect(texts(ok(deviant), ok(usual), ok({ ...usual, host: "n3" }))).toEqual(["n[1,3] ok", "n2 ok"]);
  });
});

test("the largest group first, then as they came; answers and silence apart", () => {
  const refused = (host: string) => no(host, { code: "UNREACHABLE", target: `${host}:9910`, cause: "refused" });
  expect(
    texts(
      refused("n4"),
      ok(hostStatus("n1", [])),
      no("n5", { code: "NOT_RESPONDING", target: "n5:9910", pid: null, afterMs: 5_000 }),
      ok(hostStatus("n2", [])),
      no("n6", { code: "UNREACHABLE", target: "n6:9910", cause: "no route to host" }),
      ok(hostStatus("n3", [])),
      refused("n7"),
    ),
  ).toEqual(["n[1-3] ok", "n[4,7] unreachable", "n5 unknown", "n6 unreachable"]);
});

test("an error is said in words for all of a group, and as it was of a single host", () => {
  const refused = (host: string) => no(host, { code: "UNREACHABLE", target: `${host}:9910`, cause: "refused" });
  expect(fold(refused("n1"), refused("n2"))[0]?.error).toEqual({ code: "UNREACHABLE", message: "cannot reach HOST: refused" });
  expect(fold(refused("n1"))[0]?.error?.message).toBe("cannot reach n1:9910: refused");
});

test.each([
  ["cannot reach node3.ams:9910: refused", "cannot reach HOST: refused"],
  ["node3 and node3.ams and node3.ams.", "node3 and HOST and HOST."],
  ["xnode3.ams node3.ams-b node3.amst", "xnode3.ams node3.ams-b node3.amst"],
  ["connect 10.0.0.7:9910, then 192.0.2.4 and [2001:db8::1]:80", "connect HOST, then ADDRESS and ADDRESS"],
  ["version 1.2.3.4.5", "version 1.2.3.4.5"],
  ["pid 12, 13 survived", "pid PID survived"],
  ["asked to end, 12s left before it is killed", "asked to end, TIME left before it is killed"],
  ["asked to end, 1m 5s left before it is killed", "asked to end, TIME left before it is killed"],
  ["crashed 3 times in a row", "crashed 3 times in a row"],
])("%s → %s", (said, same) => {
  expect(sameWords(said, { name: "node3.ams", address: { host: "10.0.0.7", port: 9910 } })).toBe(same);
});

test("no answers, no groups", () => {
  expect(fold()).toEqual([]);
});
