import { afterEach, describe, expect, test, vi } from "vitest";
import { ms, seconds } from "../../../src/core/duration.ts";
import { parseJournal, writeJournal } from "../../../src/supervisor/journal.ts";
import { startComponents } from "../../../src/supervisor/procedure/start-components.ts";
import { stopComponents } from "../../../src/supervisor/procedure/stop-components.ts";
import { named } from "../../helpers/supervised-host.ts";
import { FakeHost, PROFILE, spec } from "./fake-host.ts";
import { good } from "./fake-machine.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("./fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("./fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

const timeout = 10_000;
const never = new AbortController().signal;
const onDisk = (host: FakeHost) => parseJournal(host.machine.files.get("journal.json") ?? "");
const runsOf = (host: FakeHost, name: string) => host.machine.runs.filter((run) => run.name === name).length;

/** A host on which everything is up. */
async function up(host = new FakeHost()): Promise<FakeHost> {
  const started = startComponents(host.context());
  await host.clock.advance(1_000);
  await started;
  return host;
}

describe("the gate", () => {
  test("opens for a component when all that it needs is ready", { timeout }, async () => {
    const host = new FakeHost();
    host.machine.conductOf = (name) => ({ ...good, readyAfter: name === "is" ? 300 : 100 });
    void startComponents(host.context());
    await host.clock.advance(299);
    expect(host.states).toBe("ps starting, is starting, svg ready");
    expect([host.reason("ps"), host.pid("ps")]).toEqual(["waits for is", null]);
    await host.clock.advance(1);
    expect(host.pid("ps")).not.toBeNull();
  });

  test("does not wait for what is not asked to be up", { timeout }, async () => {
    const host = new FakeHost();
    await Promise.all([startComponents(host.context(["ps"])), host.clock.advance(10)]);
    expect(host.states).toBe("ps ready, is stopped, svg stopped");
  });

  test("closes again while a dependency is not ready, and nobody that runs is touched", { timeout }, async () => {
    const host = await up();
    const pids = [host.pid("is"), host.pid("ps")];
    host.setReady("is", false);
    await host.clock.advance(0);
    expect(host.states).toBe("ps ready, is running, svg ready");
    expect([host.pid("is"), host.pid("ps")]).toEqual(pids);
    host.crash("ps");
    await host.clock.advance(500);
    expect([host.state("ps"), host.reason("ps")]).toEqual(["starting", "waits for is"]);
    host.setReady("is", true);
    await host.clock.advance(10);
    expect(host.state("ps")).toBe("ready");
  });

  test("opens where a dependency has done its work and is not to be restarted", { timeout }, async () => {
    const once = { ...spec("is").restart, policy: "on-failure" } as const;
    const host = new FakeHost([spec("ps", ["is"]), spec("is", [], { ready: null, restart: once })]);
    host.machine.conductOf = (name) => (name === "is" ? { ...good, ends: { after: 50, code: 0 } } : good);
    const started = startComponents(host.context());
    await host.clock.advance(100);
    expect((await started).map(({ error }) => error)).toEqual([null, null]);
    expect(host.states).toBe("ps ready, is stopped");
  });

  test("opens when somebody stops what is waited for", { timeout }, async () => {
    const host = new FakeHost([spec("ps", ["is"]), spec("is")]);
    host.machine.conductOf = (name) => (name === "is" ? { ...good, readyAfter: null } : good);
    void startComponents(host.context());
    await host.clock.advance(100);
    expect(host.reason("ps")).toBe("waits for is");
    void stopComponents(host.context(["is"]));
    await host.clock.advance(100);
    expect(host.states).toBe("ps ready, is stopped");
  });
});

describe("a Supervisor that takes over", () => {
  test("keeps every process as it is", { timeout }, async () => {
    const host = await up();
    const pids = host.supervisor.names.map((name) => host.pid(name));
    host.resume();
    await host.clock.advance(10);
    expect(host.states).toBe("ps ready, is ready, svg ready");
    expect(host.supervisor.names.map((name) => host.pid(name))).toEqual(pids);
    expect(host.machine.sent).toEqual([]);
    expect(host.supervisor.running).toBe(true);
  });

  test("starts what ended meanwhile, and leaves what was stopped", { timeout }, async () => {
    const host = await up();
    await Promise.all([stopComponents(host.context(["svg"])), host.clock.advance(10)]);
    host.killAgent();
    host.crash("is");
    host.resume();
    await host.clock.advance(10);
    expect(host.states).toBe("ps ready, is ready, svg stopped");
    expect([runsOf(host, "ps"), runsOf(host, "is"), runsOf(host, "svg")]).toEqual([1, 2, 1]);
  });

  test("only to adopt, starts nothing", { timeout }, async () => {
    const host = await up();
    host.killAgent();
    host.crash("is");
    host.resume("adopt-only");
    await host.clock.advance(5_000);
    expect(host.states).toBe("ps ready, is stopped, svg ready");
    expect(host.machine.runs).toHaveLength(3);
  });

  test("goes on with a stop that its predecessor began", { timeout }, async () => {
    const host = await up();
    host.machine.writeTakes = ms(1);
    void stopComponents(host.context());
    await host.clock.advance(1);
    host.resume();
    await host.clock.advance(1_000);
    expect(host.machine.ours).toEqual([]);
  });

  test("does not start a second one where the pid of the first was not recorded yet", { timeout }, async () => {
    const host = new FakeHost([spec("is")]);
    host.machine.conductOf = () => ({ ...good, launchTakes: 100 });
    void startComponents(host.context());
    await host.clock.advance(50);
    expect(onDisk(host).components.get(named("is"))?.leader).toBeNull();
    host.resume();
    await host.clock.advance(1_000);
    expect([host.state("is"), host.machine.runs.length]).toEqual(["ready", 1]);
  });

  test("without a journal takes over what bears its marks, as wanted", { timeout }, async () => {
    const host = await up();
    host.killAgent();
    host.crash("is");
    host.machine.files.clear();
    host.resume();
    await host.clock.advance(10);
    expect(host.states).toBe("ps ready, is stopped, svg ready");
    expect(host.supervisor.desired(named("ps"))).toBe("up");
    expect(host.machine.runs).toHaveLength(3);
  });

  test.each(["go-on", "adopt-only"] as const)(
    "with neither a journal nor a configuration knows what lives, and stops it (%s)",
    { timeout },
    async (mode) => {
      const host = await up();
      host.killAgent();
      host.machine.files.clear();
      host.specs = [];
      host.resume(mode);
      await host.clock.advance(10);
      expect(host.supervisor.running).toBe(true);
      expect([...host.supervisor.unconfigured].sort()).toEqual(["is", "ps", "svg"]);
      expect(host.supervisor.status(named("is"))).toMatchObject({
        title: "is",
        desired: "up",
        pid: host.machine.leader("is")?.stat.pid,
      });
      host.crash("svg");
      await host.clock.advance(60_000);
      expect(host.machine.runs).toHaveLength(3);
      await Promise.all([stopComponents(host.context()), host.clock.advance(1_000)]);
      expect([host.machine.ours, host.supervisor.names]).toEqual([[], []]);
    },
  );

  test("ends what lives and is not even in the journal, for nobody asked for it", { timeout }, async () => {
    const host = await up();
    host.killAgent();
    const { components } = onDisk(host);
    host.machine.files.set(
      "journal.json",
      writeJournal({ supervisor: "running", components: new Map([...components].slice(0, 1)) }),
    );
    host.specs = PROFILE.slice(0, 1);
    host.resume();
    await host.clock.advance(1_000);
    expect([host.states, host.machine.ours.length]).toEqual(["ps ready", 1]);
  });

  test("leaves a stranger alone that has a recorded pid now, and starts the component anew", { timeout }, async () => {
    const host = await up();
    const is = host.machine.leader("is");
    if (is === null) throw new Error("is is not up");
    host.killAgent();
    host.crash("is");
    const stranger = host.machine.add({ pid: is.stat.pid, stranger: true });
    const child = host.machine.add({ parent: stranger, stranger: true });
    host.resume();
    await host.clock.advance(10);
    expect([host.state("is"), host.pid("is") === is.stat.pid]).toEqual(["ready", false]);
    await Promise.all([stopComponents(host.context()), host.clock.advance(5_000)]);
    expect([...host.machine.processes.values()]).toEqual([stranger, child]);
    expect(host.machine.violations).toEqual([]);
  });

  test("ends what is left of a group before it starts the component again", { timeout }, async () => {
    const host = new FakeHost([spec("is")]);
    host.machine.conductOf = () => ({ ...good, children: 2 });
    await up(host);
    host.killAgent();
    host.crash("is");
    host.resume();
    expect(host.machine.ours).toHaveLength(0);
    await host.clock.advance(1_000);
    expect([host.state("is"), runsOf(host, "is"), host.machine.violations]).toEqual(["ready", 2, []]);
  });

  test("does not take for a leader what an earlier one found left over", { timeout }, async () => {
    const host = new FakeHost([spec("is")]);
    host.machine.conductOf = () => ({ ...good, children: 1, stopTakes: null, launchTakes: 100 });
    void startComponents(host.context());
    await host.clock.advance(50);
    host.killAgent(); // before the pid of the leader is recorded
    host.crash("is");
    host.resume();
    await host.clock.settle();
    expect(onDisk(host).components.get(named("is"))?.leader?.pid).toBe(host.machine.ours[0]?.stat.pid);
    host.resume();
    await host.clock.settle();
    expect([host.state("is"), host.pid("is")]).toEqual(["stopping", null]);
    await host.clock.advance(10_000);
    expect([host.state("is"), runsOf(host, "is")]).toEqual(["ready", 2]);
  });

  test("does not take for a leader what left the session of a recorded one", { timeout }, async () => {
    const host = await up(new FakeHost([spec("is")]));
    const environment = host.machine.leader("is")?.environment ?? [];
    const escaped = host.machine.add({ environment, conduct: { ...good, stopTakes: null } });
    host.killAgent();
    host.crash("is");
    host.resume();
    await host.clock.settle();
    expect([host.state("is"), host.pid("is")]).toEqual(["stopping", null]);
    expect(host.machine.ours).toEqual([escaped]);
    await host.clock.advance(10_000);
    expect([host.state("is"), runsOf(host, "is"), host.machine.violations]).toEqual(["ready", 2, []]);
  });

  test("keeps the count of restarts and the last exit", { timeout }, async () => {
    const host = await up();
    host.crash("is", 3);
    await host.clock.advance(10);
    host.resume();
    expect(host.supervisor.status(named("is"))).toMatchObject({ restarts: 1, lastExit: { code: 3 } });
  });

  test("runs where something lives, though its journal says that it was stopped", { timeout }, async () => {
    const host = await up();
    host.machine.files.set("journal.json", writeJournal({ ...onDisk(host), supervisor: "stopped" }));
    expect(host.resume().running).toBe(true);
    const idle = new FakeHost();
    expect(idle.supervisor.running).toBe(false);
  });
});

describe("a new configuration", () => {
  test("touches no process: what changed counts from the next start on, what is new is stopped", { timeout }, async () => {
    const host = await up();
    const pids = host.supervisor.names.map((name) => host.pid(name));
    const changed = spec("is", [], { command: ["/bin/other"] });
    host.configure([spec("new"), spec("ps", ["is"]), changed, spec("svg")]);
    await host.clock.advance(1_000);
    expect(host.states).toBe("new stopped, ps ready, is ready, svg ready");
    expect(["ps", "is", "svg"].map((name) => host.pid(name))).toEqual(pids);
    const launched: string[] = [];
    host.machine.onLaunch = ({ command: [program] }) => launched.push(program);
    host.crash("is");
    await host.clock.advance(10);
    expect(launched).toEqual(["/bin/other"]);
    expect(host.supervisor.needs.get(named("ps"))).toEqual(["is"]);
  });

  test("keeps one that it does not know until it ends, in sight and under control", { timeout }, async () => {
    const host = await up();
    host.configure([spec("ps", ["is"]), spec("is")]);
    expect(host.supervisor.unconfigured).toEqual(["svg"]);
    expect(host.states).toBe("ps ready, is ready, svg ready");
    await host.clock.advance(0);
    expect(onDisk(host).components.has(named("svg"))).toBe(true);
    const stopped = stopComponents(host.context(["svg"]));
    await host.clock.advance(10);
    expect(await stopped).toMatchObject([{ name: "svg", action: "stopped", pid: null }]);
    expect(host.states).toBe("ps ready, is ready");
    expect(host.supervisor.unconfigured).toEqual([]);
    expect(onDisk(host).components.has(named("svg"))).toBe(false);
  });

  test("does not bring back one that it does not know any more when that crashes", { timeout }, async () => {
    const host = await up();
    host.configure([spec("ps", ["is"]), spec("is")]);
    host.crash("svg");
    await host.clock.advance(60_000);
    expect(host.states).toBe("ps ready, is ready");
    expect(host.machine.marked("svg")).toEqual([]);
    expect(runsOf(host, "svg")).toBe(1);
  });

  test("that comes while a component is being launched loses no process", { timeout }, async () => {
    const host = new FakeHost([spec("is"), spec("svg")]);
    host.machine.conductOf = () => ({ ...good, launchTakes: 100 });
    void startComponents(host.context());
    await host.clock.advance(50);
    host.configure([spec("is")]);
    await host.clock.advance(1_000);
    expect(host.states).toBe("is ready, svg ready");
    await Promise.all([stopComponents(host.context()), host.clock.advance(1_000)]);
    expect(host.machine.ours).toEqual([]);
    expect(host.supervisor.names).toEqual(["is"]);
  });

  test("forgets one at once that has no process, whatever it waits for", { timeout }, async () => {
    const host = new FakeHost([spec("ps", ["is"]), spec("is"), spec("svg")]);
    host.machine.conductOf = (name) => (name === "is" ? { ...good, readyAfter: null } : { ...good, cannotStart: "no such file" });
    const started = startComponents(host.context());
    await host.clock.advance(10);
    expect(host.states).toBe("ps starting, is starting, svg failed");
    host.configure([spec("is")]);
    expect(host.states).toBe("is starting");
    await host.clock.advance(60_000);
    expect(host.machine.runs).toHaveLength(1);
    expect((await started).map(({ error }) => error)).toEqual([
      "not started: needs is",
      "not ready within 5.0s: connection refused",
      "no such file",
    ]);
  });

  test("that knows it again takes the same process", { timeout }, async () => {
    const host = await up();
    const pid = host.pid("svg");
    host.configure([spec("is")]);
    host.configure(PROFILE);
    expect([host.supervisor.unconfigured, host.pid("svg"), host.states]).toEqual([[], pid, "ps ready, is ready, svg ready"]);
  });
});

describe("what is asked", () => {
  test("is on disk before it counts as asked", { timeout }, async () => {
    const host = new FakeHost();
    host.machine.writeTakes = ms(100);
    const trail: string[] = [];
    void startComponents(host.context(["is"]));
    host.machine.onLaunch = ({ name }) => trail.push(`${name} ${onDisk(host).components.get(name)?.desired}`);
    await host.clock.advance(1_000);
    expect(trail).toEqual(["is up"]);
  });

  test("and cannot be written is not asked: everything stays as it was, and it can be asked again", { timeout }, async () => {
    const host = await up();
    await Promise.all([stopComponents(host.context(["svg"])), host.clock.advance(10)]);
    const before = host.machine.files.get("journal.json");
    host.machine.fullDisk = { path: "journal", cause: "no space left on device" };
    const asked = { names: [named("svg"), named("is")], fault: { code: "NOT_DURABLE", cause: "no space left on device" } };
    await expect(host.supervisor.ask(asked.names, "up", true)).rejects.toMatchObject({ fault: asked.fault });
    expect(asked.names.map((name) => host.supervisor.desired(name))).toEqual(["down", "up"]);
    await expect(stopComponents(host.context())).rejects.toMatchObject({ fault: asked.fault });
    await expect(startComponents(host.context())).rejects.toMatchObject({ fault: asked.fault });
    await host.clock.advance(10_000);
    expect(host.states).toBe("ps ready, is ready, svg stopped");
    expect(host.machine.files.get("journal.json")).toBe(before);
    host.machine.fullDisk = null;
    await Promise.all([startComponents(host.context()), host.clock.advance(10)]);
    expect(host.states).toBe("ps ready, is ready, svg ready");
  });

  test("of a host on which nothing runs, and cannot be written, leaves it not running", { timeout }, async () => {
    const host = new FakeHost();
    host.machine.fullDisk = { path: "journal", cause: "read-only file system" };
    await expect(startComponents(host.context())).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
    expect([host.supervisor.running, host.states]).toEqual([false, "ps stopped, is stopped, svg stopped"]);
    await host.clock.settle();
    expect(host.supervisor.journalProblem).toContain("read-only file system");
  });

  test("and reached the disk though its write failed is taken back there too", { timeout }, async () => {
    const host = await up();
    const { files } = host.machine;
    const before = files.get("journal.json");
    host.machine.failAfterRename = true;
    await expect(host.supervisor.ask([named("is")], "down", false)).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
    host.machine.failAfterRename = false;
    await host.clock.advance(5_000);
    expect(files.get("journal.json")).toBe(before);
  });
});

describe("the journal", () => {
  test("that cannot be written is said so as long as it is so, and stops nothing", { timeout }, async () => {
    const host = await up();
    host.machine.fullDisk = { path: "journal", cause: "no space left on device" };
    host.crash("is");
    await host.clock.advance(10);
    expect(host.supervisor.journalProblem).toContain("no space left on device");
    expect(host.state("is")).toBe("ready");
    host.machine.fullDisk = null;
    await host.clock.advance(4_900);
    expect(host.supervisor.journalProblem).not.toBeNull();
    await host.clock.advance(100);
    expect(host.supervisor.journalProblem).toBeNull();
    expect(onDisk(host).components.get(named("is"))?.leader?.pid).toBe(host.pid("is"));
  });

  test("has every leader as long as it lives", { timeout }, async () => {
    const host = await up();
    for (const name of host.supervisor.names) expect(onDisk(host).components.get(name)?.leader?.pid).toBe(host.pid(name));
    await Promise.all([stopComponents(host.context()), host.clock.advance(10)]);
    for (const name of host.supervisor.names)
      expect(onDisk(host).components.get(name)).toMatchObject({ leader: null, desired: "down" });
    await host.supervisor.end();
    expect(onDisk(host).supervisor).toBe("stopped");
  });

  test("is written a last time, and every watch and timer ends, when the Supervisor is closed", { timeout }, async () => {
    const host = await up();
    host.machine.files.clear();
    await host.supervisor.close();
    expect([...onDisk(host).components.keys()]).toEqual(["ps", "is", "svg"]);
    expect([host.clock.pending, host.machine.watches.size]).toEqual([0, 0]);
    expect(host.machine.ours).toHaveLength(3);
  });
});

describe("waiting for a condition", () => {
  test("ends at once where it holds, or at the first change after which it does", { timeout }, async () => {
    const host = new FakeHost();
    await host.supervisor.until(() => true, never);
    let asked = 0;
    const ready = host.supervisor.until(() => {
      asked++;
      return host.state("is") === "ready";
    }, never);
    expect(asked).toBe(1);
    await Promise.all([startComponents(host.context(["is"])), host.clock.advance(10)]);
    await ready;
    const last = asked;
    host.supervisor.begin();
    expect(asked).toBe(last); // nobody asks any more
  });

  test("ends with the reason when the signal aborts", { timeout }, async () => {
    const host = new FakeHost();
    const controller = new AbortController();
    const waiting = host.supervisor.until(() => false, controller.signal);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(host.supervisor.until(() => true, controller.signal)).rejects.toBe(reason);
  });
});

test("a component that nobody configured is a fault that names the known ones", () => {
  const host = new FakeHost();
  expect(() => host.supervisor.actor(named("foo"))).toThrow('unknown component "foo"; known: ps, is, svg');
  expect([host.supervisor.has(named("foo")), host.supervisor.desired(named("foo"))]).toEqual([false, "down"]);
});

test("memory above its limit restarts a component, and says why", { timeout }, async () => {
  const host = new FakeHost([spec("is", [], { memory: { warn: null, restart: 1_000 as never } })]);
  await up(host);
  const usage = { memoryBytes: 1_001, pssBytes: null, cpuPercent: 0, processes: 1 };
  const actor = host.supervisor.actor(named("is"));
  actor.measured({ ...usage, memoryBytes: 1_000 });
  expect(host.state("is")).toBe("ready");
  actor.measured(usage);
  expect(host.reason("is")).toBe(
    "asked to end, 3.0s left before it is killed (restarted because its memory of 1001 bytes is above memory.restart (1000 bytes))",
  );
  await host.clock.advance(10);
  expect([host.state("is"), runsOf(host, "is"), actor.slot.restarts]).toEqual(["ready", 2, 1]);
});

test("liveness that fails is reported, or restarts, as configured", { timeout }, async () => {
  const live = { probe: { kind: "tcp", host: "::1", port: 1 }, interval: seconds(1), timeout: seconds(1), failures: 1 } as const;
  const host = new FakeHost([
    spec("is", [], { live: { ...live, action: "report" } }),
    spec("svg", [], { live: { ...live, action: "restart" } }),
  ]);
  await up(host);
  for (const name of ["is", "svg"]) {
    const leader = host.machine.leader(name);
    if (leader !== null) host.machine.setHealthy(leader, false);
  }
  expect([host.state("is"), host.reason("is")]).toEqual(["ready", "no answer within 1s"]);
  expect(host.reason("svg")).toContain("restarted because liveness: no answer within 1s");
  await host.clock.advance(10);
  expect([runsOf(host, "is"), runsOf(host, "svg"), host.states]).toEqual([1, 2, "is ready, svg ready"]);
});
