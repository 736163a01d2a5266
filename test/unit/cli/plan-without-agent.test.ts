import { expect, test } from "vitest";
import { type Asked, needsConfig, type Plan, planWithoutAgent } from "../../../src/cli/local/plan-without-agent.ts";
import { type Fault, FaultError } from "../../../src/core/fault.ts";
import { component, config } from "./samples.ts";

const CONFIG = {
  valid: { t: "valid", config: config("is", "svg", "ps") },
  invalid: { t: "unusable", error: new FaultError({ code: "INVALID_CONFIG", problems: [] }) },
  absent: { t: "unusable", error: new FaultError({ code: "NOT_CONFIGURED", file: "/agent.yaml" }) },
} as const;

/** A plan in a word. */
function inWords(plan: Plan): string {
  if (plan.t === "refuse") return plan.error.fault.code satisfies Fault["code"];
  if (plan.t === "nothing") return "nothing";
  return [plan.first, plan.adoptOnly ? "adopt" : "agent"].filter((word) => word !== null).join(", ");
}

// asked, configuration, where nothing lives, where components live on without an agent
test.each([
  ["start", "valid", "agent", "taking over, agent"],
  ["start", "invalid", "INVALID_CONFIG", "INVALID_CONFIG"],
  ["start", "absent", "NOT_CONFIGURED", "NOT_CONFIGURED"],
  ["start is", "valid", "SUPERVISOR_NOT_RUNNING", "taking over, agent"],
  ["start is", "invalid", "SUPERVISOR_NOT_RUNNING", "INVALID_CONFIG"],
  ["start foo", "valid", "UNKNOWN_COMPONENT", "UNKNOWN_COMPONENT"],
  ["start foo", "absent", "SUPERVISOR_NOT_RUNNING", "NOT_CONFIGURED"],
  ["stop", "valid", "nothing", "taking over, adopt"],
  ["stop", "invalid", "nothing", "taking over, adopt"],
  ["stop", "absent", "nothing", "taking over, adopt"],
  ["stop is", "valid", "SUPERVISOR_NOT_RUNNING", "taking over, agent"],
  ["stop is", "invalid", "SUPERVISOR_NOT_RUNNING", "INVALID_CONFIG"],
  ["stop foo", "valid", "UNKNOWN_COMPONENT", "UNKNOWN_COMPONENT"],
  ["restart", "valid", "not running, agent", "taking over, agent"],
  ["restart", "invalid", "INVALID_CONFIG", "INVALID_CONFIG"],
  ["restart", "absent", "NOT_CONFIGURED", "NOT_CONFIGURED"],
  ["restart is ps", "valid", "SUPERVISOR_NOT_RUNNING", "taking over, agent"],
  ["restart is foo", "valid", "UNKNOWN_COMPONENT", "UNKNOWN_COMPONENT"],
] as const)("%s with a configuration that is %s", (typed, reading, nothingAlive, unattended) => {
  const [kind, ...components] = typed.split(" ") as [Asked["kind"], ...string[]];
  const asked: Asked = { kind, components };
  const known = needsConfig(asked) ? CONFIG[reading] : null;
  expect(inWords(planWithoutAgent(asked, { unattended: [] }, known))).toBe(nothingAlive);
  expect(inWords(planWithoutAgent(asked, { unattended: [component("is")] }, known))).toBe(unattended);
});

test("an unknown component is named with the known ones", () => {
  const plan = planWithoutAgent({ kind: "start", components: ["foo", "is"] }, { unattended: [] }, CONFIG.valid);
  expect(plan).toMatchObject({ t: "refuse", error: { fault: { names: ["foo"], known: ["is", "svg", "ps"] } } });
});
