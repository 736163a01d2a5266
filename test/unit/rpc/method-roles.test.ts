import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { methodName } from "../../../src/rpc/incoming-call.ts";
import { leastRole, METHOD_ROLES } from "../../../src/rpc/method-roles.ts";
import { protoTypes } from "../../../src/rpc/proto.ts";

const TIMEOUT = { timeout: 5_000 };

test(
  "every method of the contract has a role of its own, and only those that change something, or show what is not for everybody, need an operator",
  TIMEOUT,
  () => {
    const paths = Object.values(protoTypes().v1.Supervisor.service).map(({ path }) => path);
    const inTable = new Map(METHOD_ROLES);
    expect(paths.filter((path) => !inTable.has(path))).toEqual([]);
    const changing = paths.filter((path) => leastRole(path) !== "viewer").map(methodName);
    expect(changing.sort()).toEqual([
      "AcquireLease",
      "BreakLease",
      "CancelOperation",
      "GetConfiguration",
      "ReleaseLease",
      "RenewLease",
      "Restart",
      "Start",
      "Stop",
      "TestNotifications",
    ]);
  },
);

test("what the table does not have needs an admin", TIMEOUT, () => {
  for (const path of [
    "/imageserving.v1.Supervisor/Erase",
    "/grpc.channelz.v1.Channelz/GetServers",
    "constructor",
    "__proto__",
    "",
  ]) {
    expect(leastRole(path)).toBe("admin");
  }
});

test("the documentation has the same table", TIMEOUT, () => {
  const text = readFileSync(new URL("../../../docs/network.md", import.meta.url), "utf8");
  for (const [path, role] of METHOD_ROLES) {
    expect(text).toMatch(new RegExp(`\\| ${role} +\\|.*\`${methodName(path).replace("/", "\\/")}\``));
  }
});

test.each([
  ["/imageserving.v1.Supervisor/Restart", "Restart"],
  ["/grpc.health.v1.Health/Check", "Health/Check"],
  ["/Plain/Method", "Plain/Method"],
  ["", ""],
])("%s is called %s", (path, name) => expect(methodName(path)).toBe(name));
