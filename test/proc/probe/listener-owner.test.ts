import { spawnSync } from "node:child_process";
import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { listenerCheck } from "../../../src/supervisor/probe/listener-check.ts";
import { ownership } from "../../../src/supervisor/probe/listener-owner.ts";
import { ForeignListener, RawServer } from "./servers.ts";

const TIMEOUT = { timeout: 5_000 };
const SELF = new Set([process.pid]);
const hasIpv6 = networkInterfaces().lo?.some(({ address }) => address === "::1") === true;
const canUnshare = spawnSync("unshare", ["--net", "true"]).status === 0;

const who = (port: number, pids: ReadonlySet<number>, host = "127.0.0.1") => ownership({ host, port }, pids);

describe("who listens on this machine", TIMEOUT, () => {
  test("this process", async () => {
    await using server = await RawServer.open(() => {});
    expect(await who(server.port, SELF)).toBe("own");
    expect(await who(server.port, SELF, "localhost")).toBe("own");
  });

  test("a child, which is one's own or foreign as the question goes", async () => {
    await using child = await ForeignListener.open({});
    expect(await who(child.port, new Set([process.pid, child.pid]))).toBe("own");
    expect(await who(child.port, SELF)).toEqual({
      foreign: { pid: child.pid, name: expect.stringMatching(/^(node|MainThread)/) },
    });
    await using server = await RawServer.open(() => {});
    expect(await who(server.port, new Set([child.pid]))).toMatchObject({ foreign: { pid: process.pid } });
  });

  test("somebody on any address, asked for by each", async () => {
    await using server = await RawServer.open(() => {}, { host: "0.0.0.0" });
    const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const v4 = addresses.filter(({ family }) => family === "IPv4").map(({ address }) => address);
    for (const host of ["127.0.0.1", "127.1.2.3", "0.0.0.0", ...v4]) expect(await who(server.port, SELF, host), host).toBe("own");
  });

  test.skipIf(!hasIpv6)("somebody on any IPv6 address, who takes IPv4 connections too", async () => {
    await using server = await RawServer.open(() => {}, { host: "::" });
    for (const host of ["127.0.0.1", "::1", "::", "::ffff:127.0.0.1"])
      expect(await who(server.port, SELF, host), host).toBe("own");
  });

  test.skipIf(!hasIpv6)("two on one port, each for its family", async () => {
    await using server = await RawServer.open(() => {}, { host: "0.0.0.0" });
    await using child = await ForeignListener.open({ host: "::", ipv6Only: true, port: server.port });
    expect(await who(server.port, SELF, "127.0.0.1")).toBe("own");
    expect(await who(server.port, SELF, "::1")).toMatchObject({ foreign: { pid: child.pid } });
  });

  test("nobody, or somebody on another machine: cannot be told", async () => {
    const server = await RawServer.open(() => {});
    const { port } = server;
    await server[Symbol.asyncDispose]();
    expect(await who(port, SELF)).toBe("unverifiable");
    expect(await who(port, SELF, "192.0.2.1")).toBe("unverifiable");
    expect(await who(port, SELF, "nowhere.invalid")).toBe("unverifiable");
  });

  test("a component that has ended: whoever answers is a stranger", async () => {
    await using server = await RawServer.open(() => {});
    const child = await ForeignListener.open({});
    await child[Symbol.asyncDispose]();
    expect(await who(server.port, new Set([child.pid]))).toMatchObject({ foreign: { pid: process.pid } });
  });

  test.skipIf(!canUnshare)("a component in a network of its own: cannot be told", async () => {
    await using server = await RawServer.open(() => {});
    await using child = await ForeignListener.open({ host: "0.0.0.0", port: server.port }, ["unshare", "--net"]);
    expect(await who(server.port, new Set([child.pid]))).toBe("unverifiable");
  });

  test("says in a sentence who answers instead", async () => {
    await using child = await ForeignListener.open({});
    const endpoint = { host: "127.0.0.1", port: child.port };
    const why = expect.stringMatching(
      new RegExp(`^127\\.0\\.0\\.1:${child.port} is answered by another process, .+ \\(pid ${child.pid}\\), not by`),
    );
    expect(await listenerCheck(endpoint, () => SELF)()).toEqual({ ok: false, why });
    expect(await listenerCheck(endpoint, () => new Set([child.pid]))()).toEqual({ ok: true });
  });
});
