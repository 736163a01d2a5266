import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { TestAuthority } from "../helpers/authority.ts";
import { type Ran, RealHost, type Spawned } from "./real-host.ts";

/** Whether this kernel can delay packets. */
export const hasNetem = ((): boolean => {
  const name = `is-${randomBytes(3).toString("hex")}`;
  try {
    ip("netns", "add", name);
    execFileSync("tc", ["-n", name, "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    ip("netns", "del", name);
  }
})();

/** A machine of the test: a network namespace with an address, and in it a home with an agent or a command. */
export class NetworkHost extends RealHost {
  readonly name: string;
  readonly address: string;
  readonly namespace: string;

  constructor(name: string, address: string, namespace: string) {
    super();
    this.name = name;
    this.address = address;
    this.namespace = namespace;
  }

  /** Everything of this host runs in its namespace; `ip` becomes the program, so the pid is the program's. */
  override spawn(program: string, args: readonly string[]): Spawned {
    return super.spawn("ip", ["netns", "exec", this.namespace, program, ...args]);
  }
}

/**
 * Hosts and a jump box, each in a network namespace of its own, joined by a bridge that lies in the jump box. Nothing of the
 * machine's own network is touched. Every agent has a certificate, and the jump box an operator's.
 */
export class TestNetwork implements AsyncDisposable {
  readonly jump: NetworkHost;
  readonly hosts: readonly NetworkHost[];
  readonly #authority: TestAuthority;

  /** @param components as in agent.yaml, for each host. */
  static async make(count: number, components: (host: NetworkHost) => Promise<object> | object): Promise<TestNetwork> {
    const network = new TestNetwork(count, await TestAuthority.make());
    await network.#setUp(components);
    return network;
  }

  private constructor(count: number, authority: TestAuthority) {
    const run = randomBytes(2).toString("hex");
    this.#authority = authority;
    this.jump = new NetworkHost("jump", "192.0.2.1", `is-${run}-jump`);
    this.hosts = Array.from(
      { length: count },
      (_, at) => new NetworkHost(`node${at + 1}`, `192.0.2.${at + 11}`, `is-${run}-node${at + 1}`),
    );
    this.#join();
  }

  host(name: string): NetworkHost {
    const found = this.hosts.find((host) => host.name === name);
    if (found === undefined) throw new Error(`no host ${name}`);
    return found;
  }

  /** Runs `ImageServing` on the jump box. */
  command(...args: readonly string[]): Promise<Ran> {
    return this.jump.command(...args);
  }

  /** Packets between the jump box and the host vanish without a word, both ways, as behind a firewall that drops. */
  partition(name: string): void {
    const host = this.host(name);
    const nobody = ["lladdr", "02:00:00:00:00:fe", "nud", "permanent"];
    ip("-n", this.jump.namespace, "neigh", "replace", host.address, "dev", "br0", ...nobody);
    ip("-n", host.namespace, "neigh", "replace", this.jump.address, "dev", "eth0", ...nobody);
  }

  heal(name: string): void {
    const host = this.host(name);
    ip("-n", this.jump.namespace, "neigh", "del", host.address, "dev", "br0");
    ip("-n", host.namespace, "neigh", "del", this.jump.address, "dev", "eth0");
  }

  /** The host's cable is pulled. */
  unplug(name: string): void {
    ip("-n", this.host(name).namespace, "link", "set", "eth0", "down");
  }

  /** Every packet that the host sends takes that much longer, and some are lost. See {@link hasNetem}. */
  delay(name: string, milliseconds: number, lossPercent = 0): void {
    const slow = ["netem", "delay", `${milliseconds}ms`, "loss", `${lossPercent}%`];
    execFileSync("tc", ["-n", this.host(name).namespace, "qdisc", "add", "dev", "eth0", "root", ...slow]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const host of [...this.hosts, this.jump]) await host[Symbol.asyncDispose]();
    for (const { namespace } of [...this.hosts, this.jump]) ip("netns", "del", namespace);
    this.#authority[Symbol.dispose]();
  }

  #join(): void {
    const { namespace } = this.jump;
    ip("netns", "add", namespace);
    ip("-n", namespace, "link", "set", "lo", "up");
    ip("-n", namespace, "link", "add", "br0", "type", "bridge");
    ip("-n", namespace, "addr", "add", `${this.jump.address}/24`, "dev", "br0");
    ip("-n", namespace, "link", "set", "br0", "up");
    for (const [at, host] of this.hosts.entries()) {
      ip("netns", "add", host.namespace);
      ip("-n", host.namespace, "link", "set", "lo", "up");
      ip("-n", namespace, "link", "add", `to${at}`, "type", "veth", "peer", "name", "eth0", "netns", host.namespace);
      ip("-n", namespace, "link", "set", `to${at}`, "master", "br0", "up");
      ip("-n", host.namespace, "addr", "add", `${host.address}/24`, "dev", "eth0");
      ip("-n", host.namespace, "link", "set", "eth0", "up");
    }
  }

  async #setUp(components: (host: NetworkHost) => Promise<object> | object): Promise<void> {
    const authority = this.#authority;
    for (const host of this.hosts) {
      await authority.issue("agent", host.name, { addresses: [host.address] });
      const listen = { address: "0.0.0.0:9910", tls: authority.tlsOf(host.name) };
      const config = { host: host.name, listen, components: await components(host) };
      writeFileSync(join(host.home, "agent.yaml"), JSON.stringify(config, null, 2));
    }
    await authority.issue("operator", "alice");
    const hosts = Object.fromEntries(this.hosts.map(({ name, address }) => [name, { address }]));
    writeFileSync(join(this.jump.home, "fleet.yaml"), JSON.stringify({ tls: authority.tlsOf("alice"), hosts }, null, 2));
  }
}

/** Whether this user may make network namespaces. */
export const mayMakeNetworks = process.getuid?.() === 0;

function ip(...args: readonly string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}
