import { expect, test } from "vitest";
import { hostChanges } from "../../../../src/cli/live/host-changes.ts";
import { component, down, hostStatus, NOON, operation, supervisor } from "../samples.ts";
import { lost, watched, withComponents } from "./live-samples.ts";

const is = component("is");
const before = withComponents("node3", is);
const exit = { code: null, signal: "SIGKILL", at: NOON, expected: false, hint: "" };

test.each([
  ["nothing", before, withComponents("node3", component("is", { uptimeSeconds: 1, usage: null })), []],
  [
    "a crash and its restart",
    before,
    withComponents(
      "node3",
      component("is", { state: "starting", ready: false, pid: 914, restarts: 1, lastExit: exit, reason: "not ready yet" }),
    ),
    ["is: running, ready → starting, pid 914; not ready yet (was 913); killed by SIGKILL, restart 1"],
  ],
  [
    "a crash by itself",
    before,
    withComponents("node3", component("is", { pid: 914, restarts: 1, lastExit: { ...exit, signal: null, code: 3 } })),
    ["is: running, ready, pid 914 (was 913); ended with code 3, restart 1"],
  ],
  [
    "a stop",
    before,
    withComponents("node3", down("is", { reason: "stopped by alice" })),
    ["is: running, ready → stopped; stopped by alice"],
  ],
  [
    "a new component",
    before,
    withComponents("node3", is, component("ps", { ready: false })),
    ["ps: running, not ready, pid 913"],
  ],
  ["one that is gone", before, withComponents("node3"), ["is: not configured any more"]],
  ["a loss", before, lost("node3", { status: before.status }), ["not heard of: cannot reach 192.0.2.4:9910: refused"]],
  ["the same loss again", lost("node3"), lost("node3"), []],
  ["a return", lost("node3"), watched("node3"), ["heard of again"]],
  [
    "the Server Supervisor",
    before,
    watched("node3", { status: hostStatus([is], { supervisor: supervisor({ state: "stopped" }) }) }),
    ["Server Supervisor: running → stopped"],
  ],
  [
    "an operation that begins",
    before,
    watched("node3", { status: { ...hostStatus([is]), operations: [operation()] } }),
    ["start of everything asked for by alice"],
  ],
  [
    "an operation that ends",
    watched("node3", { status: { ...hostStatus([is]), operations: [operation()] } }),
    before,
    ["start of everything has ended"],
  ],
  ["changes that were missed", before, { ...before, dropped: 7 }, ["7 changes were missed; this is how it stands now"]],
])("%s", (_, was, now, expected) => {
  expect(hostChanges(was, now)).toEqual(expected);
});
