import { expect, test } from "vitest";
import { seconds } from "../../../src/core/duration.ts";
import { stateOf } from "../../../src/supervisor/lifecycle-slot.ts";
import { readProcess } from "../../../src/supervisor/proc-fs.ts";
import { startComponents } from "../../../src/supervisor/procedure/start-components.ts";
import { stopComponents } from "../../../src/supervisor/procedure/stop-components.ts";
import type { ServerSupervisor } from "../../../src/supervisor/server-supervisor.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { component, eventually, named, SupervisedHost } from "../../helpers/supervised-host.ts";
import { Words } from "../../helpers/words.ts";

const timeout = 20_000;
const pidOf = (supervisor: ServerSupervisor, name: string) => supervisor.actor(named(name)).pid;
const stateIs = (supervisor: ServerSupervisor, name: string, state: string) =>
  stateOf(supervisor.actor(named(name)).slot) === state;

/** Lets real processes and the still clock meet: looks for the condition, moving the clock on a little each time. */
async function running(clock: FakeClock, condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 3_000 && !condition(); turn++) {
    await clock.advance(5);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(condition()).toBe(true);
}

test("a child that ignores SIGTERM is killed when its time is over, not a millisecond before", { timeout }, async () => {
  const clock = new FakeClock();
  await using words = await Words.listen();
  await using host = new SupervisedHost(clock, words);
  const supervisor = host.supervise([component("is", ["stubborn"])]);
  void startComponents(host.context(supervisor));
  await words.next("ready");
  await running(clock, () => supervisor.actor(named("is")).ready);
  const stopped = stopComponents(host.context(supervisor));
  await words.next("SIGTERM");
  await clock.advance(29_999);
  expect(stateIs(supervisor, "is", "stopping")).toBe(true);
  expect(pidOf(supervisor, "is")).not.toBeNull();
  await clock.advance(1);
  await running(clock, () => stateIs(supervisor, "is", "stopped"));
  expect(supervisor.actor(named("is")).lastExit).toMatchObject({
    signal: "SIGKILL",
    expected: false,
    hint: expect.stringContaining("30s"),
  });
  expect((await stopped)[0]).toMatchObject({ action: "stopped" });
});

test("a dump is asked for before the kill", { timeout }, async () => {
  const clock = new FakeClock();
  await using words = await Words.listen();
  await using host = new SupervisedHost(clock, words);
  const supervisor = host.supervise([
    component("ps", ["stubborn"], { stop: { signal: "TERM", timeout: seconds(1), dump: "QUIT" } }),
  ]);
  void startComponents(host.context(supervisor));
  await words.next("ready");
  await running(clock, () => supervisor.actor(named("ps")).ready);
  void stopComponents(host.context(supervisor));
  await words.next("SIGTERM");
  await clock.advance(1_000);
  await words.next("SIGQUIT");
  expect(pidOf(supervisor, "ps")).not.toBeNull();
  await clock.advance(2_000);
  await running(clock, () => stateIs(supervisor, "ps", "stopped"));
});

test.each([["grandchild"], ["escapee"]])(
  "stop means that nothing is left: a %s of a leader that ended goes too",
  { timeout },
  async (how) => {
    const clock = new FakeClock();
    await using words = await Words.listen();
    await using host = new SupervisedHost(clock, words);
    const supervisor = host.supervise([component("svg", [how])]);
    void startComponents(host.context(supervisor));
    const child = Number((await words.next(/^child /)).word.split(" ")[1]);
    await eventually(() => words.heard.some((said) => said.pid === child && said.word === "ready"));
    await running(clock, () => supervisor.actor(named("svg")).ready);
    const stopped = stopComponents(host.context(supervisor));
    await running(clock, () => stateIs(supervisor, "svg", "stopped"));
    expect(readProcess(child)).toBeNull();
    expect((await stopped)[0]).toMatchObject({ action: "stopped", error: null });
  },
);

test("a stubborn grandchild is killed with the group", { timeout }, async () => {
  const clock = new FakeClock();
  await using words = await Words.listen();
  await using host = new SupervisedHost(clock, words);
  const supervisor = host.supervise([component("svg", ["grandchild", "stubborn-grandchild"])]);
  void startComponents(host.context(supervisor));
  const child = Number((await words.next(/^child /)).word.split(" ")[1]);
  await eventually(() => words.heard.some((said) => said.pid === child && said.word === "ready"));
  await running(clock, () => supervisor.actor(named("svg")).ready);
  const stopped = stopComponents(host.context(supervisor));
  await eventually(() => words.heard.some((said) => said.pid === child && said.word === "SIGTERM"));
  expect(readProcess(child)).not.toBeNull();
  await clock.advance(30_000);
  await running(clock, () => stateIs(supervisor, "svg", "stopped"));
  expect(readProcess(child)).toBeNull();
  await stopped;
});

test("components start when what they need is ready, and stop in reverse", { timeout }, async () => {
  const clock = new FakeClock();
  await using words = await Words.listen();
  await using host = new SupervisedHost(clock, words);
  const supervisor = host.supervise([
    component("ps", [], { after: [named("is"), named("svg")] }),
    component("is", ["slow=60"]),
    component("svg", ["slow=30"]),
  ]);
  const order: string[] = [];
  supervisor.onChange((name) => {
    if (name !== null)
      order.push(`${name} ${stateOf(supervisor.actor(name).slot)}${supervisor.actor(name).ready ? " ready" : ""}`);
  });
  const started = startComponents(host.context(supervisor));
  await running(clock, () => ["ps", "is", "svg"].every((name) => supervisor.actor(named(name)).ready));
  expect((await started).map(({ action }) => action)).toEqual(["started", "started", "started"]);
  const launched = order.findIndex((what) => what === "ps starting" && supervisor.actor(named("ps")).pid !== null);
  expect(launched).toBeGreaterThanOrEqual(0);
  expect(order.lastIndexOf("ps starting")).toBeGreaterThan(
    Math.max(order.indexOf("is running ready"), order.indexOf("svg running ready")),
  );
  await Promise.all(["ps", "is", "svg"].map((name) => words.next("ready", name)));
  order.length = 0;
  const stopped = stopComponents(host.context(supervisor));
  await running(clock, () => ["ps", "is", "svg"].every((name) => stateIs(supervisor, name, "stopped")));
  expect(order.indexOf("ps stopped")).toBeLessThan(Math.min(order.indexOf("is stopping"), order.indexOf("svg stopping")));
  await stopped;
});

test.each([
  ["143", { code: 143, expected: true }],
  ["", { code: 0, expected: true }],
])("exit code after our SIGTERM %s is clean", { timeout }, async (how, exit) => {
  const clock = new FakeClock();
  await using words = await Words.listen();
  await using host = new SupervisedHost(clock, words);
  const supervisor = host.supervise([component("ps", how === "" ? [] : [how])]);
  void startComponents(host.context(supervisor));
  await words.next("ready");
  await running(clock, () => supervisor.actor(named("ps")).ready);
  void stopComponents(host.context(supervisor));
  await running(clock, () => stateIs(supervisor, "ps", "stopped"));
  expect(supervisor.actor(named("ps")).lastExit).toMatchObject(exit);
});

test("143 that is not ours is a crash, and the component comes back", { timeout }, async () => {
  const clock = new FakeClock();
  await using words = await Words.listen();
  await using host = new SupervisedHost(clock, words);
  const supervisor = host.supervise([component("ps", ["143"])]);
  void startComponents(host.context(supervisor));
  const { pid } = await words.next("ready");
  await running(clock, () => supervisor.actor(named("ps")).ready);
  process.kill(pid, "SIGTERM");
  const again = await words.next("ready");
  expect(again.pid).not.toBe(pid);
  expect(supervisor.actor(named("ps")).lastExit).toMatchObject({
    code: 143,
    expected: false,
    hint: expect.stringContaining("not by us"),
  });
  expect(supervisor.actor(named("ps")).slot.restarts).toBe(1);
});
