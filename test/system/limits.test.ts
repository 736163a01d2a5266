import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect, test } from "vitest";
import { NetworkRig } from "../proc/network/network-rig.ts";
import { STATUS } from "../rpc/fake-host.ts";
import { context } from "../rpc/rig.ts";

const ANY = { components: [], expectedHost: "" };

test("who connects and says nothing is hung up on, and holds up nobody", { timeout: 30_000 }, async () => {
  await using rig = await NetworkRig.start();
  const silent = connect(rig.port, "127.0.0.1").on("error", () => {});
  await once(silent, "connect");
  const began = performance.now();
  const client = rig.connect(await rig.authority.issue("viewer", "bob"));
  expect(await client.status(ANY, context())).toEqual(STATUS);
  await once(silent.resume(), "close");
  expect(performance.now() - began).toBeGreaterThan(8_000); // the handshake has ten seconds
});

test("2,000 connections and no more; those that there are go on, and so do others when there is room", {
  timeout: 60_000,
}, async () => {
  await using rig = await NetworkRig.start();
  const bob = await rig.authority.issue("viewer", "bob");
  const client = rig.connect(bob);
  expect(await client.status(ANY, context())).toEqual(STATUS);
  const crowd: Socket[] = [];
  let refused = 0;
  for (let at = 0; at < 2_010; at++) {
    const socket = connect(rig.port, "127.0.0.1").on("error", () => {});
    socket.resume().once("close", () => refused++);
    crowd.push(socket);
    await once(socket, "connect");
  }
  await expect.poll(() => refused, { timeout: 5_000 }).toBe(11);
  expect(await client.status(ANY, context())).toEqual(STATUS);
  for (const socket of crowd) socket.destroy();
  await expect
    .poll(
      () =>
        rig
          .connect(bob)
          .status(ANY, context())
          .catch(() => null),
      { timeout: 10_000 },
    )
    .toEqual(STATUS);
});
