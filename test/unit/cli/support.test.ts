import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collectHost } from "../../../src/cli/support/collect-host.ts";
import { LastLines } from "../../../src/cli/support/last-lines.ts";
import { manifestHost, safeName } from "../../../src/cli/support/manifest.ts";
import { FaultError } from "../../../src/core/fault.ts";
import { localCaller } from "../../../src/core/host-service.ts";
import { FakeHost, operation, STATUS } from "../../rpc/fake-host.ts";

const call = { caller: localCaller("alice"), signal: new AbortController().signal };
const wish = { since: new Date(0), lines: 10, mostBytes: 1024 * 1024 };

test("the last lines of no more than so many bytes, and how many were let go", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 30 }), { maxLength: 200 }), fc.integer({ min: 16, max: 500 }), (lines, most) => {
      const kept = new LastLines(most);
      for (const line of lines) kept.add(line);
      expect(kept.lines.length + kept.dropped).toBe(lines.length);
      expect(kept.lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0)).toBeLessThanOrEqual(most);
      const short = lines.slice(kept.dropped).every((line) => Buffer.byteLength(line) + 1 <= most);
      if (short) expect(kept.lines).toEqual(lines.slice(kept.dropped));
    }),
  );
  const one = new LastLines(10_000);
  for (let at = 0; at < 100_000; at++) one.add(`line ${at}`);
  expect([one.lines.at(-1), one.cut]).toEqual(["line 99999", expect.stringMatching(/^99\d+ older lines/)]);
});

test.each([
  ["node3", "node3"],
  ["../../etc", "_/_/etc"],
  ["a/b", "a_b"],
  ["", "_"],
  [".", "_"],
  ["x".repeat(300), "x".repeat(200)],
])("a name as a folder: %j", (name) => {
  expect(safeName(name)).toMatch(/^[\w-][\w.-]{0,199}$/);
  expect(safeName(name)).not.toContain("..");
});

describe("what an agent tells", () => {
  const component = (name: string) =>
    ({ name, usage: null, uptimeSeconds: null, lastExit: null, retryInMs: null, probeLatencyMs: null }) as never;

  test("is in files without secrets, with the operations that events speak of", async () => {
    const host = new FakeHost();
    host.onStatus = async () => ({ ...STATUS, components: [component("is"), component("../evil")] });
    host.onEvents = async function* () {
      const event = { operationId: "op-7", message: "started with password=hunter2secret", tail: ["token=hunter2secret"] };
      yield { events: [event as never], forgottenUntil: new Date(5), dropped: 0, now: new Date(5) };
    };
    host.onOperation = async (id) => operation(id, { reason: "Authorization: Bearer hunter2secret" });
    host.onLogs = async function* () {
      yield { component: "is" as never, lines: ["one", "--password hunter2secret"] };
    };
    host.configured = {
      host: "node3",
      file: "/a.yaml",
      hash: "sha256:0",
      yaml: "components:\n  is:\n    command: [x, --token=hunter2secret]\n",
    };
    const { files, missing, failed } = await collectHost("node3", host, wish, call);
    expect([missing, failed]).toEqual([[], false]);
    expect(files.map(({ name }) => name)).toEqual([
      "status.json",
      "configuration.yaml",
      "doctor.json",
      "usage.json",
      "events.jsonl",
      "operations.json",
      "logs/is.log",
    ]);
    for (const { name, content } of files) expect(content.toString(), name).not.toContain("hunter2secret");
    expect(files[4]?.cut).toContain("are kept no more");
    expect(files[6]?.content.toString()).toBe("one\n--password (removed)\n");
    const asked = host.asked.filter(({ method }) => method === "getOperation");
    expect(asked.map(({ what }) => what)).toEqual([["op-7", "node3"]]);
  });

  test("a part that is refused is missing, and the others come; a host that has gone is not asked on", async () => {
    const host = new FakeHost();
    host.onLogs = async function* () {};
    host.configuration = async () => {
      throw new FaultError({ code: "PERMISSION_DENIED", what: "the configuration", who: "alice is a viewer" });
    };
    const parts = await collectHost("node3", host, wish, call);
    expect(parts.failed).toBe(true);
    expect(manifestHost("node3", "ok", parts).missing).toEqual([
      { part: "configuration.yaml", why: expect.stringContaining("viewer") },
    ]);
    expect(parts.files.length).toBe(5);
    host.diagnose = async () => {
      throw new FaultError({ code: "UNREACHABLE", target: "x", cause: "it has gone" });
    };
    await expect(collectHost("node3", host, wish, call)).rejects.toThrow("it has gone");
  });
});
