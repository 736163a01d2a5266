import { expect, test } from "vitest";
import { statusExitCode } from "../../../src/cli/exit-codes.ts";
import { type Evidence, statusWithoutAgent } from "../../../src/cli/local/status-without-agent.ts";
import { component, config, lastKnown } from "./samples.ts";

const evidence = (changed: Partial<Evidence> = {}): Evidence => ({
  hostName: "this-host",
  logDir: "/log",
  lastKnown: lastKnown(),
  config: config("is", "ps"),
  ...changed,
});

test("nothing alive: stopped, with the components as configured", () => {
  const answer = statusWithoutAgent([], evidence());
  expect(answer).toMatchObject({
    host: "node3",
    outcome: "ok",
    error: null,
    value: { supervisor: { state: "stopped", pid: null } },
  });
  expect(answer.value?.components.map(({ name, state, logFile }) => `${name} ${state} ${logFile}`)).toEqual([
    "is stopped /log/is.log",
    "ps stopped /log/ps.log",
  ]);
  expect(statusExitCode(answer)).toBe(3);
});

test("nothing alive, one asked: that one", () => {
  expect(statusWithoutAgent(["ps"], evidence()).value?.components.map(({ name }) => name)).toEqual(["ps"]);
});

test("an unknown component is not known, with the list of those that are", () => {
  const answer = statusWithoutAgent(["foo", "is"], evidence());
  expect(answer).toMatchObject({
    outcome: "failed",
    value: null,
    error: { fault: { code: "UNKNOWN_COMPONENT", names: ["foo"], known: ["is", "ps"] } },
  });
  expect(statusExitCode(answer)).toBe(4);
  expect(statusExitCode(statusWithoutAgent(["foo"], evidence({ config: "absent" })))).toBe(4);
});

test("where the configuration cannot be read, no name is called unknown", () => {
  const answer = statusWithoutAgent(["is"], evidence({ config: "unread" }));
  expect(answer).toMatchObject({ host: "this-host", outcome: "ok", value: { components: [] } });
  expect(statusExitCode(answer)).toBe(3);
});

test("components that live on: dead, and what lives is shown with what does not", () => {
  const known = lastKnown({ unattended: [component("is", { pid: 12 }), component("gone", { pid: 13 })] });
  const answer = statusWithoutAgent([], evidence({ lastKnown: known }));
  expect(answer).toMatchObject({
    outcome: "failed",
    error: { fault: { code: "SUPERVISOR_DEAD" } },
    value: { supervisor: { state: "dead" } },
  });
  expect(answer.value?.components.map(({ name, pid, state }) => `${name} ${pid} ${state}`)).toEqual([
    "is 12 running",
    "ps null stopped",
    "gone 13 running",
  ]);
  expect(answer.error?.message).toContain("2 components are running unattended: is (pid 12), gone (pid 13)");
  expect(statusExitCode(answer)).toBe(1);
  expect(statusWithoutAgent(["ps"], evidence({ lastKnown: known })).value?.components).toHaveLength(3); // it concerns all of them
});
