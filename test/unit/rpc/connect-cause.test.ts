import { expect, test } from "vitest";
import { plainChannel } from "../../../src/rpc/client-tls.ts";
import { connectCause } from "../../../src/rpc/connect-cause.ts";

const noted = (error: string) => `No connection established. Last error: ${error}. Resolution note: `;

test.each([
  ["unix", noted("Error: connect ENOENT /run/agent.sock"), "there is no such socket"],
  ["unix", noted("Error: connect ECONNREFUSED /run/agent.sock"), "refused: nobody listens there"],
  ["tcp", noted("Error: connect ECONNREFUSED 192.0.2.4:9910"), "refused"],
  ["unix", noted("Error: connect EACCES /run/agent.sock"), "permission denied"],
  ["tcp", "Name resolution failed for target dns:nohost:9910", "unknown name"],
  ["tcp", noted("Error: connect EHOSTUNREACH 192.0.2.4:9910"), "no route to host"],
  [
    "tcp",
    noted("Error: self-signed certificate in certificate chain"),
    "its certificate is of an authority that is not known here",
  ],
  ["unix", noted("Failed to connect (2026-01-01T10:00:00.000Z)"), "it hung up"],
  ["tcp", noted("Protocol error (2026-01-01T10:00:00.000Z)"), "Protocol error"],
  ["tcp", "something that nobody foresaw", "something that nobody foresaw"],
] as const)("%s: %s", (kind, details, cause) =>
  expect(connectCause(kind === "unix" ? { kind, path: "" } : { kind, address: "", ...plainChannel("", "") }, details)).toBe(
    cause,
  ),
);

test("over TLS a connection that is closed has a likely reason", () => {
  const target = { kind: "tcp", address: "", ...plainChannel("", ""), serverName: "node3" } as const;
  expect(connectCause(target, noted("Failed to connect"))).toMatch(
    /^it hung up, as an agent does that does not know the authority/,
  );
  expect(connectCause(target, noted("Error: connect ECONNREFUSED 192.0.2.4:9910"))).toBe("refused");
});
