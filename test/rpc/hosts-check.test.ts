import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { Interrupted, type Terminal } from "../../src/cli/terminal.ts";
import { systemClock } from "../../src/core/clock.ts";
import { ms } from "../../src/core/duration.ts";
import { FaultError } from "../../src/core/fault.ts";
import { localCaller, type StatusQuery } from "../../src/core/host-service.ts";
import { RpcServer } from "../../src/rpc/server.ts";
import type { ServerTls } from "../../src/rpc/tls-gate.ts";
import { TestAuthority } from "../helpers/authority.ts";
import { fakeTerminal } from "../unit/cli/fake-terminal.ts";
import { aborted, FakeHost, STATUS } from "./fake-host.ts";

const timeout = 20_000;
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "is-check-"));
});
afterEach(() => rmSync(home, { recursive: true }));

/** A host that refuses what is meant for another, as an agent does. */
function fakeHost(host: string): FakeHost {
  const service = new FakeHost();
  service.onStatus = async () => {
    const expected = (service.asked.at(-1)?.what as StatusQuery | undefined)?.expectedHost ?? "";
    if (expected !== host) throw new FaultError({ code: "WRONG_HOST", expected, actual: host });
    return STATUS;
  };
  return service;
}

/** Serves a host on a port of its own. */
async function serve(host: string, service = fakeHost(host), tls: ServerTls | null = null) {
  const server = new RpcServer({ service, host, clock: systemClock, drainMs: ms(0), report: () => {}, onCall: () => {} });
  const { port } = await server.bindTcp("127.0.0.1", 0, tls, () => localCaller("test"));
  return { port, service, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** `hosts --check` for an inventory. */
async function check(inventory: object, args: readonly string[] = [], changed: Partial<Terminal> = {}) {
  writeFileSync(join(home, "fleet.yaml"), JSON.stringify(inventory));
  const { terminal, stdout, stderr } = fakeTerminal({ clock: systemClock, env: { IMAGESERVING_HOME: home }, ...changed });
  const code = await runCommandLine(["hosts", "--check", ...args], terminal, async () => 0);
  return { code, out: stdout.text, err: stderr.text };
}

const at = (port: number) => ({ address: `127.0.0.1:${port}` });

test("who answers is told from who does not, and hosts that answered the same have a line", { timeout }, async () => {
  await using node1 = await serve("node1");
  await using node2 = await serve("node2");
  const hosts = {
    node1: at(node1.port),
    node2: at(node2.port),
    node3: at(1),
    node4: { address: "127.0.0.2:1" },
    wrong: at(node1.port),
  };
  const { code, out, err } = await check({ hosts });
  expect([code, err]).toEqual([4, ""]);
  expect(out.split("\n")).toEqual([
    expect.stringMatching(/^HOSTS +OUTCOME +TIME +ANSWER$/),
    expect.stringMatching(/^node\[1-2\] +ok +\d+(-\d+)? ms +agent 1\.0\.0$/),
    expect.stringMatching(/^node\[3-4\] +unreachable +- +connect: refused \(HOST\)$/),
    expect.stringMatching(/^wrong +failed +- +this is node1, not wrong; nothing was done$/),
    "2 ok, 1 failed, 2 unreachable",
    "",
  ]);
  expect((await check({ hosts }, ["--no-fold"])).out.split("\n")[3]).toMatch(/^node3 .*connect: refused \(127\.0\.0\.1:1\)$/);
  expect(await check({ hosts }, ["node1"])).toMatchObject({ code: 0, out: expect.stringContaining("1 ok\n") });
  expect(node1.service.asked[0]?.what).toMatchObject({ expectedHost: "node1" });
  expect(await check({ hosts }, ["-q"])).toEqual({ code: 4, out: "", err: "" });
});

test("as data: a frame in the order of the inventory, or a line as each comes", { timeout }, async () => {
  await using node1 = await serve("node1");
  const hosts = { node3: at(1), node1: { ...at(node1.port), labels: { dc: "ams" } } };
  const { code, out } = await check({ hosts, groups: { web: "node1" } }, ["-o", "json"]);
  expect(JSON.parse(out)).toEqual({
    schemaVersion: 1,
    command: "hosts",
    exitCode: code,
    summary: { hosts: 2, ok: 1, failed: 0, unreachable: 1, unknown: 0 },
    hosts: [
      {
        host: "node3",
        outcome: "unreachable",
        address: "127.0.0.1:1",
        labels: {},
        groups: [],
        error: expect.objectContaining({ code: "UNAVAILABLE" }),
      },
      {
        host: "node1",
        outcome: "ok",
        address: `127.0.0.1:${node1.port}`,
        labels: { dc: "ams" },
        groups: ["web"],
        reachedInMs: expect.any(Number),
        version: "1.0.0",
      },
    ],
  });
  const lines = (await check({ hosts }, ["-o", "jsonl"])).out.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line).host).sort()).toEqual(["node1", "node3"]);
});

test("one that does not answer holds up no other, and is unknown when its time is over", { timeout }, async () => {
  await using node1 = await serve("node1");
  const silent = new FakeHost();
  silent.onStatus = async ({ signal }) => {
    await aborted(signal);
    throw signal.reason;
  };
  await using node2 = await serve("node2", silent);
  const hosts = { node2: at(node2.port), node1: at(node1.port) };
  const { code, out } = await check({ hosts }, ["--timeout", "300ms", "--concurrency", "1"]);
  expect(code).toBe(4);
  expect(out).toMatch(/^node2 +unknown +- +not responding: .* did not answer within 0\.3 s$/m);
  expect(out).toMatch(/^node1 +ok /m);
});

test("Ctrl-C: what is known is shown, and it is never 0", { timeout }, async () => {
  await using node1 = await serve("node1");
  const stop = new AbortController();
  node1.service.onStatus = async ({ signal }) => {
    stop.abort(new Interrupted("SIGINT"));
    await aborted(signal);
    throw signal.reason;
  };
  const { code, out } = await check({ hosts: { node1: at(node1.port) } }, [], { interrupted: stop.signal });
  expect(code).toBe(130);
  expect(out).toMatch(/^node1 +unknown /m);
});

test("over TLS, where the certificate has to be that of the host", { timeout }, async () => {
  using authority = await TestAuthority.make();
  await authority.issue("operator", "alice");
  const pem = await authority.issue("agent", "node1");
  const tls = { pem: () => pem, admits: (_: unknown, authorized: boolean) => authorized, mayStay: () => true };
  await using node1 = await serve("node1", fakeHost("node1"), tls);
  const hosts = { node1: at(node1.port), node2: at(node1.port) };
  const { code, out } = await check({ tls: authority.tlsOf("alice"), hosts });
  expect(code).toBe(4);
  expect(out).toMatch(/^node1 +ok /m);
  expect(out).toMatch(/^node2 +unreachable .*its certificate is that of host node1, not of node2/m);
  expect(node1.service.asked).toHaveLength(1);
  await authority.issue("operator", "alice", { endsInDays: 3 });
  const soon = await check({ tls: authority.tlsOf("alice"), hosts }, ["node1"]);
  expect(soon).toMatchObject({ code: 0, err: expect.stringMatching(/^warning: .*alice\.crt: expires at [^\n]*\n$/) });
  await authority.issue("operator", "alice", { endsInDays: -3 });
  expect(await check({ tls: authority.tlsOf("alice"), hosts })).toMatchObject({
    code: 4,
    out: "",
    err: expect.stringContaining("no host was contacted"),
  });
});
