import fc from "fast-check";
import { expect, test } from "vitest";
import { answerExitCode, operationExitCode, statusExitCode, worstExitCode } from "../../../src/cli/exit-codes.ts";
import { answered, notAnswered } from "../../../src/cli/host-answer.ts";
import { ExitCode } from "../../../src/core/exit-code.ts";
import { type Fault, FaultError } from "../../../src/core/fault.ts";
import { component, down, hostStatus, operation, supervisor } from "./samples.ts";

const failing = (fault: Fault) => notAnswered<never>("node3", new FaultError(fault));

test.each([
  ["all running and ready", hostStatus([component("is"), component("ps")]), 0],
  ["nothing configured", hostStatus([]), 0],
  ["one is not ready", hostStatus([component("is"), component("ps", { ready: false })]), 3],
  ["one was stopped on purpose", hostStatus([component("is"), down("ps", { desired: "down" })]), 3],
  ["one is starting and its probe holds already", hostStatus([component("is", { state: "starting" })]), 3],
  ["the Supervisor is not running", hostStatus([], { supervisor: supervisor({ state: "stopped" }) }), 3],
] as const)("status: %s", (_, status, code) => {
  expect(statusExitCode(answered("node3", status))).toBe(code);
});

test.each([
  [{ code: "UNKNOWN_COMPONENT", names: ["foo"], known: ["is"] }, 4, 2],
  [{ code: "SUPERVISOR_DEAD", unattended: [] }, 1, 1],
  [{ code: "SUPERVISOR_NOT_RUNNING" }, 7, 7],
  [{ code: "NOT_RESPONDING", target: "node3", pid: 812, afterMs: 5_000 }, 4, 4],
  [{ code: "UNREACHABLE", target: "node3", cause: "refused" }, 4, 4],
  [{ code: "PERMISSION_DENIED", what: "stop", who: "operators may" }, 4, 4],
  [{ code: "NOT_CONFIGURED", file: "/agent.yaml" }, 6, 6],
  [{ code: "INVALID_CONFIG", problems: [] }, 6, 6],
  [{ code: "AGENT_START_FAILED", cause: "no", logFile: "" }, 4, 1],
  [{ code: "BAD_FILE", path: "/journal", cause: "EACCES", remedy: "mend it" }, 4, 1],
  [{ code: "AGENT_ERROR", cause: "internal error" }, 4, 1],
  [{ code: "OPERATION_CONFLICT", id: "1", what: "restart", by: "bob", since: "noon" }, 4, 1],
] satisfies readonly (readonly [Fault, number, number])[])("%j: status %i, an operation %i", (fault, status, ofOperation) => {
  expect(statusExitCode(failing(fault))).toBe(status);
  expect(operationExitCode(failing(fault))).toBe(ofOperation);
});

test.each([
  ["done", 0],
  ["failed", 1],
  ["cancelled", 1],
  ["running", 4],
] as const)("an operation that is %s: %i", (result, code) => {
  expect(operationExitCode(answered("node3", operation({ result })))).toBe(code);
});

test.each(["unreachable", "unknown"] as const)("a host that is %s for whatever reason is not known of", (outcome) => {
  const error = new FaultError({ code: "CANCELLED", why: "it was interrupted" });
  const silent = { host: "node3", outcome, value: null, error };
  expect([statusExitCode(silent), operationExitCode(silent), answerExitCode(silent)]).toEqual([4, 4, 4]);
});

test("silence is never success", () => {
  const silent = { host: "node3", outcome: "unknown", value: null, error: null } as const;
  expect([statusExitCode(silent), operationExitCode(silent)]).toEqual([4, 4]);
});

test("over many hosts 4 beats 1 beats 3 beats 0, and no host is 5", () => {
  expect(worstExitCode([])).toBe(ExitCode.NO_MATCH);
  expect(worstExitCode([0, 3, 1, 4])).toBe(4);
  expect(worstExitCode([0, 3, 1])).toBe(1);
  expect(worstExitCode([0, 3])).toBe(3);
  expect(worstExitCode([0, 0])).toBe(0);
  expect(worstExitCode([7, 0])).toBe(1);
});

test("one host keeps its own code; over more only 0, 1, 3 and 4 come out, whatever their order", { timeout: 10_000 }, () => {
  const code = fc.constantFrom(...Object.values(ExitCode));
  fc.assert(fc.property(code, (one) => worstExitCode([one]) === one));
  fc.assert(
    fc.property(fc.array(code, { minLength: 2 }), (codes) => {
      const worst = worstExitCode(codes);
      expect([0, 1, 3, 4]).toContain(worst);
      expect(worstExitCode([...codes].reverse())).toBe(worst);
      expect(worst === 0).toBe(codes.every((each) => each === 0));
    }),
  );
});
