import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { type NotificationParts, Notifications } from "../../../src/agent/notify/notifications.ts";
import type { NotificationConfig } from "../../../src/core/notification.ts";
import type { ComponentStatus } from "../../../src/core/status.ts";
import { silentLog } from "../../../src/supervisor/agent-log.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { eventually } from "../../helpers/home.ts";
import { component, config, exit, named } from "../../unit/agent/notify/samples.ts";

const timeout = 20_000;
const never = new AbortController().signal;

/** Notifications of a host with one component that is there only as its status says, and a server that they go to. */
async function rig() {
  const told: { readonly notification: string; readonly event: string; readonly host: string; readonly sequence: number }[] = [];
  const server = createServer(async (request, response) => {
    told.push(JSON.parse(await text(request)));
    response.writeHead(204).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  let now = component();
  const clock = new FakeClock();
  const actor = () => ({
    name: named("is"),
    usage: now.usage,
    ready: now.ready,
    spec: { title: "Image Server", memory: { warn: 1_000, restart: null } },
    slot: { phase: { at: now.state } },
  });
  const supervisor = {
    names: [named("is")],
    has: () => true,
    status: () => now,
    actor,
    get actors() {
      return [actor()];
    },
  };
  const parts = { clock, log: silentLog, env: {}, supervisor, agentLife: () => "life", host: () => "node3", random: () => 0 };
  const notifications = new Notifications(parts as unknown as NotificationParts);
  const to = (name: string, over: Partial<NotificationConfig> = {}) =>
    config({ name, way: { kind: "http", url, method: "POST", status: null, timeout: 5_000 as never }, ...over });
  return {
    notifications,
    told,
    clock,
    to,
    becomes: (over: Partial<ComponentStatus>) => {
      now = component(over);
      notifications.changed({ t: "component", component: now });
    },
    set: (over: Partial<ComponentStatus>) => {
      now = component(over);
    },
    [Symbol.asyncDispose]: async () => {
      await notifications.close();
      server.closeAllConnections();
      server.close();
      expect(clock.pending).toBe(0);
    },
  };
}

const crashed = { state: "backoff", ready: false, pid: null, lastExit: exit(), reason: "crashed" } as const;

test("each is told what it is for; a configuration that is read anew takes nobody's place who stays", { timeout }, async () => {
  await using host = await rig();
  const { notifications, told, to, becomes } = host;
  becomes(crashed);
  notifications.use([to("one", { on: ["crashed"] }), to("two", { on: ["recovered"] })]);
  becomes({ ...crashed, state: "running", ready: true, reason: null, generation: 2 });
  becomes({ ...crashed, generation: 2, lastExit: exit({ at: new Date(1) }) });
  await eventually(() => told.length === 1, "one message");
  expect(told[0]).toMatchObject({ notification: "one", event: "crashed", host: "node3", sequence: 2 });
  notifications.use([to("two", { on: ["recovered"] }), to("three", { on: ["recovered"] })]);
  becomes({ ...crashed, state: "running", ready: true, reason: null, generation: 3, lastExit: exit({ at: new Date(1) }) });
  await eventually(() => told.length === 3, "two more");
  expect(
    told
      .slice(1)
      .map(({ notification, event }) => `${notification} ${event}`)
      .sort(),
  ).toEqual(["three recovered", "two recovered"]);
  expect(notifications.figures.map(({ name, delivered }) => [name, delivered])).toEqual([
    ["two", 1],
    ["three", 1],
  ]);
});

test("memory is looked at every 10 s where somebody wants to know", { timeout }, async () => {
  await using host = await rig();
  const { notifications, told, clock, to, set } = host;
  notifications.use([to("one", { on: ["crashed"] })]);
  expect(clock.pending).toBe(0);
  notifications.use([to("one", { on: ["memory"] })]);
  set({ usage: { memoryBytes: 2_000, pssBytes: null, cpuPercent: 0, processes: 1 } });
  await clock.advance(10_000);
  await eventually(() => told.length === 1, "word of the memory");
  await clock.advance(60_000);
  expect(told.map(({ event }) => event)).toEqual(["memory"]);
});

test("a trial goes to those that are named, or to all", { timeout }, async () => {
  await using host = await rig();
  const { notifications, told, to } = host;
  await expect(notifications.test(["x"], "alice", never)).rejects.toThrow("no notifications are configured");
  expect(await notifications.test([], "alice", never)).toEqual([]);
  notifications.use([to("one"), to("two")]);
  await expect(notifications.test(["tow"], "alice", never)).rejects.toThrow('there is no notification "tow"; did you mean two?');
  expect((await notifications.test(["two"], "alice", never)).map(({ name, ok }) => [name, ok])).toEqual([["two", true]]);
  expect((await notifications.test([], "alice", never)).length).toBe(2);
  expect(told.map(({ event }) => event)).toEqual(["test", "test", "test"]);
});
