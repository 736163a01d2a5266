import { expect, test } from "vitest";
import { freePort } from "../helpers/free-port.ts";
import { alive, eventually, Home, played, type Ran } from "../helpers/home.ts";

// Commands for several hosts at once, against agents as they are built and run, each on a loopback address of its own.

const timeout = 90_000;
const FAST = ["--batch", "3", "--min-ready", "100ms"] as const;

/** Several agents, a home for each, and one with the inventory from which they are commanded. */
class Fleet implements AsyncDisposable {
  readonly desk = new Home();
  readonly hosts: readonly Home[];
  readonly names: readonly string[];

  static async open(does: readonly string[]): Promise<Fleet> {
    const fleet = new Fleet(does, await freePort());
    await Promise.all(fleet.hosts.map((host) => host.agent()));
    return fleet;
  }

  private constructor(does: readonly string[], port: number) {
    this.names = does.map((_, at) => `node${at + 1}`);
    const address = (at: number) => `127.${1 + (process.pid % 250)}.3.${at + 1}:${port}`;
    this.hosts = does.map((word, at) => {
      const home = new Home();
      const more = { host: this.names[at], listen: { address: address(at) } };
      home.configure({ is: played(word), ps: played("", { after: ["is"] }) }, more);
      return home;
    });
    // One more than there are agents: nobody listens there.
    const all = [...this.names, "nobody"].map((name, at) => [name, { address: address(at) }]);
    this.desk.write("fleet.yaml", JSON.stringify({ hosts: Object.fromEntries(all) }));
  }

  host(at: number): Home {
    return this.hosts[at] as Home;
  }

  run(...args: readonly string[]): Promise<Ran> {
    return this.desk.run(...args);
  }

  /** How often `is` was started on each host. */
  get starts(): readonly (number | undefined)[] {
    return this.hosts.map((host) => host.count("start").is);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.desk, ...this.hosts].map((home) => home[Symbol.asyncDispose]()));
  }
}

const outcomes = (ran: Ran) =>
  JSON.parse(ran.stdout).hosts.map(({ host, outcome }: { host: string; outcome: string }) => `${host} ${outcome}`);

test("status, start, restart, logs and stop over three hosts and one where nobody listens", { timeout }, async () => {
  await using fleet = await Fleet.open(["", "", ""]);
  const started = await fleet.run("-H", "node[1-3]", "start");
  expect(started.code, started.stderr).toBe(0);
  expect(started.stdout).toMatch(/^node\[1-3\] \(3 hosts\): done\n3 hosts: 3 done; /);

  const status = await fleet.run("--all", "status");
  expect(status).toMatchObject({ code: 4, stderr: "" });
  expect(status.stdout).toMatch(/^node\[1-3\] \(3 hosts\): running, ready, up /);
  expect(status.stdout).toMatch(/^nobody: unreachable: connect: refused \(127\./m);
  expect(status.stdout).toMatch(/^4 hosts: 3 ok, 1 unreachable; 6 components, 6 ready; /m);
  const rows = await fleet.run("--all", "--no-fold", "status", "is");
  expect(rows.stdout.split("\n").filter((line) => /^node\d +is +running/.test(line))).toHaveLength(3);
  expect(outcomes(await fleet.run("--all", "status", "-o", "json"))).toEqual([
    "node1 ok",
    "node2 ok",
    "node3 ok",
    "nobody unreachable",
  ]);

  const before = await Promise.all(fleet.hosts.map((host) => host.pids()));
  const restarted = await fleet.run("-H", "node[1-3]", "restart", "is", "-o", "json", ...FAST);
  expect(JSON.parse(restarted.stdout)).toMatchObject({ command: "restart", exitCode: 0, summary: { hosts: 3, ok: 3 } });
  const after = await Promise.all(fleet.hosts.map((host) => host.pids()));
  for (const [at, pids] of after.entries()) {
    expect(pids.is).not.toBe(before[at]?.is);
    expect(pids.ps).toBe(before[at]?.ps);
  }

  const logs = await fleet.run("--all", "logs", "is", "-n", "1");
  expect(logs.code).toBe(4);
  expect(
    logs.stdout
      .trim()
      .split("\n")
      .map((line) => line.trim())
      .sort(),
  ).toEqual(fleet.names.map((name) => `${name} | hello from is`));
  expect(logs.stderr).toContain("nobody: unreachable");
  const head = fleet.desk.begin(["-H", "node[1-3]", "logs"], { through: ["sh", "-c", '"$0" "$@" | head -1'] });
  expect(await head.ended).toMatchObject({ code: 0, stderr: "", stdout: expect.stringMatching(/^node\d (is|ps) \| hello from/) });

  const alone = await fleet.run("-H", "node2", "restart", "nothing");
  expect(alone).toMatchObject({ code: 2, stderr: 'node2: failed: unknown component "nothing"; known: is, ps\n' });
  expect((await fleet.run("-H", "node[1-3]", "stop")).stdout).toMatch(/^node\[1-3\] \(3 hosts\): done\n/);
  const down = await fleet.run("-H", "node[1-3]", "status");
  expect(down.code).toBe(3);
  expect(down.stdout).toContain("node[1-3] (3 hosts): Server Supervisor is not running\n");
  expect(down.stdout).toContain(`ImageServing --home ${fleet.desk.dir} --host 'node[1-3]' start\n`);
});

test("a host whose name is another's is refused, and nothing is done there", { timeout }, async () => {
  await using fleet = await Fleet.open([""]);
  const { hosts } = JSON.parse(fleet.desk.read("fleet.yaml"));
  fleet.desk.write("fleet.yaml", JSON.stringify({ hosts: { other: hosts.node1 } }));
  const ran = await fleet.run("-H", "other", "start");
  expect(ran).toMatchObject({
    code: 4,
    stderr: expect.stringContaining("other: failed: this is node1, not other; nothing was done"),
  });
  expect(fleet.host(0).count("start")).toEqual({});
});

test("an agent that hangs is told of in time and holds up nobody; a restart touches nobody else", { timeout }, async () => {
  await using fleet = await Fleet.open(["", "", ""]);
  expect((await fleet.run("-H", "node[1-3]", "start")).code).toBe(0);
  const hung = fleet.host(1).agentPid as number;
  process.kill(hung, "SIGSTOP");
  try {
    const began = performance.now();
    const status = await fleet.run("-H", "node[1-3]", "--connect-timeout", "1s", "status", "-o", "json");
    expect(performance.now() - began).toBeLessThan(15_000);
    expect([status.code, ...outcomes(status)]).toEqual([4, "node1 ok", "node2 unreachable", "node3 ok"]);
    const restart = await fleet.run("-H", "node[1-3]", "--connect-timeout", "1s", "restart", "is", "--min-ready", "100ms");
    expect(restart.code).toBe(4); // who is out already has the first turn, so nobody else is touched
    expect(restart.stdout).toMatch(/^3 hosts: 0 done, 1 unreachable, 2 not attempted; /m);
    expect(restart.stdout).toContain("rollout ");
    expect(fleet.starts).toEqual([1, 1, 1]);
  } finally {
    process.kill(hung, "SIGCONT");
  }
});

test("an agent that is killed in the middle of a restart and comes back: it is found out what became of it, and done once", {
  timeout,
}, async () => {
  await using fleet = await Fleet.open(["", "gated"]);
  expect((await fleet.run("-H", "node[1-2]", "start")).code).toBe(0);
  const running = fleet.desk.begin(["-H", "node[1-2]", "restart", "is", "-o", "json", ...FAST]);
  await eventually(() => fleet.host(1).count("term").is === 1, "the restart of node2");
  await fleet.host(1).killAgent();
  fleet.host(1).open("is.may-end");
  await fleet.host(1).agent();
  const ran = await running.ended;
  expect([ran.code, ...outcomes(ran)], ran.stdout + ran.stderr).toEqual([0, "node1 ok", "node2 ok"]);
  expect(fleet.starts).toEqual([2, 2]);
});

test("an agent that is killed and does not come back is unknown, with the operation to ask for", { timeout }, async () => {
  await using fleet = await Fleet.open(["gated"]);
  expect((await fleet.run("-H", "node1", "start")).code).toBe(0);
  const running = fleet.desk.begin(["-H", "node1", "restart", "is"]);
  await eventually(() => fleet.host(0).count("term").is === 1, "the restart of node1");
  await fleet.host(0).killAgent();
  const ran = await running.ended;
  expect(ran.code).toBe(4);
  expect(ran.stderr).toMatch(/node1: unknown: what became of the restart is not known: .*\(operation [0-9a-f-]{36}\)/);
  expect(fleet.starts).toEqual([1]);
});

test("two operators at once: the second is told what is in progress, who asked for it and since when", { timeout }, async () => {
  await using fleet = await Fleet.open(["gated"]);
  expect((await fleet.run("-H", "node1", "start")).code).toBe(0);
  const first = fleet.desk.begin(["-H", "node1", "restart", "is"]);
  await eventually(() => fleet.host(0).count("term").is === 1, "the restart of is");
  const second = await fleet.run("-H", "node1", "start", "is");
  expect(second.code).toBe(1);
  expect(second.stderr).toMatch(/node1: failed: refused: .*restart.*is in progress, asked for by .+ since \d{4}-/);
  fleet.host(0).open("is.may-end");
  expect((await first.ended).code).toBe(0);
  expect(fleet.starts).toEqual([2]);
});

test("Ctrl-C leaves what is in flight to its agent and says so", { timeout }, async () => {
  await using fleet = await Fleet.open(["gated"]);
  expect((await fleet.run("-H", "node1", "start")).code).toBe(0);
  const running = fleet.desk.begin(["-H", "node1", "restart", "is"]);
  await eventually(() => fleet.host(0).count("term").is === 1, "the restart of node1");
  process.kill(running.pid, "SIGINT");
  const ran = await running.ended;
  expect(ran.code).toBe(130);
  expect(ran.stderr).toMatch(/node1: unknown: Interrupted: the restart goes on on the agent \(operation [0-9a-f-]{36}\)/);
  fleet.host(0).open("is.may-end");
  await eventually(() => fleet.host(0).count("start").is === 2, "the end of the restart");
  expect(fleet.starts).toEqual([2]);
});

test("who follows logs is told at once of a host that goes away, and the others go on", { timeout }, async () => {
  await using fleet = await Fleet.open(["", ""]);
  expect((await fleet.run("-H", "node[1-2]", "start")).code).toBe(0);
  const following = fleet.desk.begin(["-H", "node[1-2]", "logs", "is", "-f"]);
  await following.said("node1 | hello");
  await following.said("node2 | hello");
  const agent = await fleet.host(0).killAgent();
  expect(alive(agent)).toBe(false);
  await following.said(/^node1: unknown: /m);
  expect((await fleet.run("-H", "node2", "restart", "is")).code).toBe(0);
  await following.said(/node2 \| hello[\s\S]*node2 \| hello/);
  process.kill(following.pid, "SIGINT");
  expect((await following.ended).code).toBe(130);
});
