import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { chmod, mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FaultError } from "../../src/core/fault.ts";
import { listenOnSocket, removeStaleSocket } from "../../src/rpc/unix-socket.ts";
import { STATUS } from "./fake-host.ts";
import { context, faultOf, folder, leaveStaleSocket, Rig } from "./rig.ts";

const TIMEOUT = { timeout: 15_000 };
const OWNER = { mode: 0o600, gid: null };

const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

async function listen(path: string, access: Parameters<typeof listenOnSocket>[2] = OWNER) {
  const server = createServer();
  await listenOnSocket(server, path, access);
  return { server, [Symbol.dispose]: () => void server.close() };
}

describe("a socket file", TIMEOUT, () => {
  test("has its mode, and the process keeps its own mask", async () => {
    await using at = await folder();
    const before = process.umask(0);
    try {
      using one = await listen(join(at.path, "one"));
      using two = await listen(join(at.path, "two"), { mode: 0o660, gid: process.getgid?.() ?? null });
      expect(await modeOf(join(at.path, "one"))).toBe(0o600);
      expect(await modeOf(join(at.path, "two"))).toBe(0o660);
      expect(one.server.listening && two.server.listening).toBe(true);
      expect(process.umask()).toBe(0);
    } finally {
      process.umask(before);
    }
  });

  test.skipIf(process.getuid?.() !== 0)("belongs to the group that may use it", async () => {
    await using at = await folder();
    using _ = await listen(join(at.path, "agent.sock"), { mode: 0o660, gid: 4_321 });
    const { gid, mode } = await stat(join(at.path, "agent.sock"));
    expect([gid, mode & 0o777]).toEqual([4_321, 0o660]);
  });

  test("is the owner's alone from its first moment", async () => {
    await using at = await folder();
    const path = join(at.path, "agent.sock");
    const before = process.umask(0);
    const server = createServer();
    const listenNow = server.listen.bind(server) as (...args: unknown[]) => typeof server;
    let first = 0;
    server.listen = (...args: unknown[]) => {
      listenNow(...args);
      first = statSync(path).mode & 0o777; // the kernel has made it by now, and nothing else has run
      return server;
    };
    try {
      await listenOnSocket(server, path, { mode: 0o660, gid: null });
    } finally {
      process.umask(before);
      server.close();
    }
    expect(first).toBe(0o600);
  });

  test("that a dead process left is replaced", async () => {
    await using at = await folder();
    const path = join(at.path, "agent.sock");
    await leaveStaleSocket(path);
    expect(existsSync(path)).toBe(true);
    using _ = await listen(path);
    expect(await modeOf(path)).toBe(0o600);
  });

  test("that somebody answers at is left alone", async () => {
    await using rig = await Rig.start();
    expect((await faultOf(listen(rig.socket))).fault).toMatchObject({
      code: "BAD_FILE",
      path: rig.socket,
      cause: "another process listens there",
    });
    expect(await rig.client.status({ components: [], expectedHost: "" }, context())).toEqual(STATUS);
  });

  test.each(["a file", "a folder", "a link"])("is never made where %s is in the way", async (what) => {
    await using at = await folder();
    const path = join(at.path, "agent.sock");
    if (what === "a file") await writeFile(path, "precious");
    if (what === "a folder") await mkdir(path);
    if (what === "a link") await symlink(join(at.path, "elsewhere"), path);
    expect((await faultOf(listen(path))).fault).toMatchObject({
      code: "BAD_FILE",
      cause: "it is in the way and is not a socket",
    });
    expect((await faultOf(removeStaleSocket(path))).fault.code).toBe("BAD_FILE");
  });

  test("that is not there needs no removing", async () => {
    await using at = await folder();
    await removeStaleSocket(join(at.path, "agent.sock"));
  });

  test("needs a path that the kernel can hold: 107 bytes, not characters", async () => {
    await using at = await folder();
    const room = 107 - Buffer.byteLength(at.path) - 1;
    using _ = await listen(join(at.path, "x".repeat(room)));
    const error = await faultOf(listen(join(at.path, `${"x".repeat(room - 1)}é`)));
    expect(error.fault).toMatchObject({
      code: "BAD_FILE",
      cause: "its 108 bytes are more than the 107 that the path of a socket may have",
    });
  });

  test("cannot be made in a folder that is not there, and says so", async () => {
    await using at = await folder();
    const error = await faultOf(listen(join(at.path, "none", "agent.sock")));
    expect(error).toBeInstanceOf(FaultError);
    expect(error.message).toContain("check that its folder exists and is yours");
  });

  test.skipIf(process.getuid?.() === 0)("cannot be made in a folder that may not be written, and says so", async () => {
    await using at = await folder();
    await chmod(at.path, 0o500);
    expect((await faultOf(listen(join(at.path, "agent.sock")))).message).toContain("check that its folder exists and is yours");
    await chmod(at.path, 0o700);
  });

  test("goes when its server is closed", async () => {
    await using at = await folder();
    const path = join(at.path, "agent.sock");
    const { server } = await listen(path);
    server.close();
    await once(server, "close");
    expect(existsSync(path)).toBe(false);
  });
});
