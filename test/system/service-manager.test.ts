import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { environmentOf } from "./processes.ts";
import { RealHost, until } from "./real-host.ts";
import { imageServer } from "./servers.ts";

// Node has no datagram sockets of the unix family; Perl is part of every Debian.
const RECEIVER = fileURLToPath(new URL("notify-socket.pl", import.meta.url));

const count = (text: string, what: string): number => text.split(what).length - 1;

test("the agent tells its service manager that it is ready, alive and stopping, and its components nothing of that", async () => {
  await using place = new RealHost();
  const socket = join(place.folder, "notify");
  await using host = new RealHost({ NOTIFY_SOCKET: socket, WATCHDOG_USEC: "2000000" });
  const is = await imageServer(host);
  host.configure({ is: is.spec });
  const manager = place.spawn("/usr/bin/perl", [RECEIVER, socket]);
  let told = "";
  manager.stdout.on("data", (chunk: Buffer) => {
    told += chunk.toString();
  });
  await until("the service manager's socket", () => existsSync(socket));

  const agent = host.agent();
  await until("READY=1", () => told.includes("READY=1"));
  expect(count(told, "READY=1")).toBe(1);
  expect((await host.command("start")).code).toBe(0);
  const { pid } = await host.component("is");
  expect(environmentOf(pid).filter((variable) => /^(NOTIFY_SOCKET|WATCHDOG_)/.test(variable))).toEqual([]);

  const [beats, since] = [count(told, "WATCHDOG=1"), performance.now()];
  await until("two more signs of life", () => count(told, "WATCHDOG=1") >= beats + 2);
  expect((performance.now() - since) / 2).toBeLessThan(2_000);

  expect((await host.command("stop")).code).toBe(0);
  expect(agent.exitCode, "an agent that a service manager started stays up after stop").toBeNull();
  expect(told).not.toContain("STOPPING=1");
  agent.kill("SIGTERM");
  const [code] = await once(agent, "exit");
  expect(code).toBe(0);
  await until("STOPPING=1", () => told.includes("STOPPING=1"));
});
