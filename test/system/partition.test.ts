import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Ran, until } from "./real-host.ts";
import { imageServer } from "./servers.ts";
import { hasNetem, mayMakeNetworks, type NetworkHost, TestNetwork } from "./test-network.ts";

const FIXTURE = fileURLToPath(new URL("../fixtures/component.sh", import.meta.url));

/** Image Server itself, and a component that writes down whenever it starts and ends; it ends when the test lets it. */
const components = async (host: NetworkHost) => ({
  is: (await imageServer(host)).spec,
  svg: {
    command: ["sh", FIXTURE, "gated"],
    env: { TEST_HOME: host.folder },
    ready: { command: ["sh", "-c", `test -e ${join(host.folder, "up.svg")}`], interval: "20ms" },
    stop: { timeout: "60s" },
  },
});

/** What the component of a host wrote of itself, without pids. */
const trail = (host: NetworkHost): readonly string[] =>
  readFileSync(join(host.folder, "trail"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => line.split(" ")[0] ?? "");

const letEnd = (host: NetworkHost) => writeFileSync(join(host.folder, "svg.may-end"), "");

/** A network on which every host is up and ready. */
async function running(count: number): Promise<TestNetwork> {
  const network = await TestNetwork.make(count, components);
  for (const host of network.hosts) host.agent();
  for (const { home } of network.hosts) await until("an agent", () => existsSync(join(home, "agent.sock")));
  const started = await network.command("--all", "start", "-o", "json");
  expect(started.code, started.stderr).toBe(0);
  return network;
}

interface HostObject {
  readonly host: string;
  readonly outcome: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly operation?: { readonly id: string; readonly result: string };
  readonly components?: readonly {
    readonly name: string;
    readonly uptimeSeconds: number;
    readonly memoryBytes: number;
    readonly state: string;
  }[];
}

const hostsIn = ({ stdout }: Ran): readonly HostObject[] => JSON.parse(stdout).hosts;
const outcomes = (ran: Ran) => Object.fromEntries(hostsIn(ran).map(({ host, outcome }) => [host, outcome]));

describe.skipIf(!mayMakeNetworks)("hosts on a network", { timeout: 120_000 }, () => {
  test("one host answers from another network namespace, with uptime and memory", async () => {
    await using network = await running(3);
    const ran = await network.command("--host", "node3", "status", "is", "-o", "json");
    expect(ran.code, ran.stderr).toBe(0);
    const [host] = hostsIn(ran);
    expect(host).toMatchObject({ host: "node3", outcome: "ok", components: [{ name: "is", state: "running" }] });
    expect(host?.components?.[0]?.uptimeSeconds).toBeGreaterThan(0);
    expect(host?.components?.[0]?.memoryBytes).toBeGreaterThan(1_000_000);
    const table = await network.command("--host", "node3", "status", "is");
    expect(table.stdout).toMatch(/is +running +yes +\d+ +\d+\S* +[\d.]+ [kMG]B/);
    for (const each of network.hosts) letEnd(each);
  });

  test("hosts that cannot be reached are each told of, and hold up nobody", async () => {
    await using network = await running(5);
    network.partition("node2");
    network.unplug("node3");
    const [agent4] = network
      .host("node4")
      .processes()
      .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("agent"));
    if (agent4 !== undefined) process.kill(agent4, "SIGSTOP");
    const began = performance.now();
    const ran = await network.command("--all", "--connect-timeout", "2s", "--timeout", "3s", "status", "-o", "json");
    const took = performance.now() - began;
    if (agent4 !== undefined) process.kill(agent4, "SIGCONT");
    expect(ran.code).toBe(4);
    expect(outcomes(ran)).toEqual({ node1: "ok", node2: "unreachable", node3: "unreachable", node4: "unreachable", node5: "ok" });
    expect(hostsIn(ran)[1]?.error?.message).toContain("no answer within 2 s");
    expect(took).toBeLessThan(15_000); // a slow machine's; what is meant is the two deadlines
    network.heal("node2");
    const after = await network.command("--host", "node2", "status");
    expect(after.code, after.stderr).toBe(0);
    for (const each of network.hosts) letEnd(each);
  });

  test("a partition in the middle of a restart: the command says it does not know, and it was done exactly once", async () => {
    await using network = await running(1);
    const [node1] = network.hosts as [NetworkHost];
    const restart = network.command("--host", "node1", "restart", "svg", "-o", "json", "--timeout", "60s");
    await until("the restart to have begun", () => trail(node1).includes("term"));
    network.partition("node1");
    const ran = await restart;
    expect(ran.code).toBe(4);
    const [host] = hostsIn(ran);
    expect(host).toMatchObject({ host: "node1", outcome: "unknown" });
    expect(ran.stderr + ran.stdout).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/); // the operation can be asked for by its id
    letEnd(node1);
    await until("the restart to have ended", () => trail(node1).filter((what) => what === "start").length === 2);
    network.heal("node1");
    const after = await network.command("--host", "node1", "status");
    expect(after.code, after.stdout + after.stderr).toBe(0);
    expect(trail(node1)).toEqual(["start", "term", "end", "start"]);
  });

  test("a partition that heals while the command still asks: it tells the result, and it was done exactly once", async () => {
    await using network = await running(2);
    const [node1, node2] = network.hosts as [NetworkHost, NetworkHost];
    letEnd(node2);
    const restart = network.command("--host", "node1", "restart", "svg", "-o", "json", "--timeout", "60s");
    await until("the restart to have begun", () => trail(node1).includes("term"));
    network.partition("node1");
    const status = await network.command("--host", "node2", "status");
    expect(status.code, status.stderr).toBe(0);
    letEnd(node1);
    await until("the restart to have ended", () => trail(node1).filter((what) => what === "start").length === 2);
    network.heal("node1");
    const ran = await restart;
    expect(ran.code, ran.stderr).toBe(0);
    expect(hostsIn(ran)[0]).toMatchObject({ outcome: "ok", operation: { result: "done" } });
    expect(trail(node1)).toEqual(["start", "term", "end", "start"]);
  });

  test("the agent killed between request and answer: the next one ends it, exactly once, and the command tells", async () => {
    await using network = await running(1);
    const [node1] = network.hosts as [NetworkHost];
    const restart = network.command("--host", "node1", "restart", "svg", "-o", "json", "--timeout", "60s");
    await until("the restart to have begun", () => trail(node1).includes("term"));
    const { agentPid } = await node1.status();
    process.kill(agentPid, "SIGKILL");
    letEnd(node1);
    node1.agent();
    const ran = await restart;
    expect(ran.code, ran.stderr).toBe(0);
    expect(hostsIn(ran)[0]).toMatchObject({ outcome: "ok", operation: { result: "done" } });
    expect(trail(node1)).toEqual(["start", "term", "end", "start"]);
    const audit = await node1.command("audit", "verify");
    expect(audit.code, audit.stderr).toBe(0);
  });

  test.skipIf(!hasNetem)("a slow and lossy network: everything arrives, and nothing twice", async () => {
    await using network = await running(3);
    for (const host of network.hosts) {
      network.delay(host.name, 150, 5);
      letEnd(host);
    }
    const ran = await network.command("--all", "restart", "svg", "-o", "json", "--concurrency", "3", "--connect-timeout", "10s");
    expect(ran.code, ran.stderr).toBe(0);
    for (const host of network.hosts) expect(trail(host)).toEqual(["start", "term", "end", "start"]);
  });
});
