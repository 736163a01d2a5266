import { describe, expect, test } from "vitest";
import { type IssueArguments, readIssueWish } from "../../../src/cli/pki/read-issue-wish.ts";
import { FaultError } from "../../../src/core/fault.ts";

const NOW = new Date("2026-01-01T12:00:00Z");

const given: IssueArguments = {
  kind: "operator",
  name: "ann",
  addresses: [],
  days: null,
  hosts: null,
  components: null,
  replace: false,
};
const agent: IssueArguments = { ...given, kind: "agent", name: "node3" };

describe("what pki issue is given", () => {
  test("callers hold for 90 days, agents for 365, or as long as is asked", () => {
    const until = (changed: Partial<IssueArguments>) =>
      readIssueWish({ ...given, ...changed }, NOW)
        .notAfter.toISOString()
        .slice(0, 10);
    expect([until({}), until(agent), until({ days: 1 })]).toEqual(["2026-04-01", "2027-01-01", "2026-01-02"]);
  });

  test("limits and addresses", () => {
    expect(readIssueWish({ ...given, hosts: "node[01-20],web1", components: "is,ps,is" }, NOW)).toMatchObject({
      identity: { kind: "operator", name: "ann", hosts: "node[01-20],web1", components: ["is", "ps"] },
      addresses: [],
    });
    expect(readIssueWish({ ...agent, addresses: ["2001:DB8::1", "a.example.org"] }, NOW).addresses).toEqual([
      { type: "ip", value: "2001:db8::1" },
      { type: "dns", value: "a.example.org" },
    ]);
  });

  test.each<readonly [string, IssueArguments, RegExp]>([
    ["an agent with hosts", { ...agent, hosts: "a" }, /--hosts limits callers/],
    ["an agent with components", { ...agent, components: "is" }, /--components limits callers/],
    ["a caller with an address", { ...given, addresses: ["a"] }, /--address is where an agent is called/],
    ["an address with a port", { ...agent, addresses: ["node3:9910"] }, /"node3:9910" is no DNS name and no IP address/],
    ["hosts that are none", { ...given, hosts: "a[1" }, /column 2: this \[ is not closed/],
    ["a component that is none", { ...given, components: "is,,ps" }, /--components: "" is no component/],
    ["a component with a space", { ...given, components: "is, ps" }, /--components: " ps" is no component/],
    ["a name with a slash", { ...given, name: "a/b" }, /"a\/b" cannot be the name of a certificate for operator/],
    ["a name that leads elsewhere", { ...given, name: "../ann" }, /cannot be the name/],
    ["a name that is too long", { ...given, name: "a".repeat(65) }, /up to 63/],
    ["an agent with an at sign", { ...agent, name: "a@b" }, /a host name as in agent\.yaml/],
    ["the authority's name", { ...given, name: "ca" }, /"ca" is taken/],
    ["the authority's name in capitals", { ...agent, name: "CA" }, /"CA" is taken/],
  ])("misuse: %s", (_what, changed, message) => {
    let thrown: unknown;
    try {
      readIssueWish(changed, NOW);
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof FaultError)) throw new Error("no fault", { cause: thrown });
    expect(["INVALID_REQUEST", "INVALID_SELECTOR"]).toContain(thrown.fault.code);
    expect(thrown.message).toMatch(message);
  });
});
