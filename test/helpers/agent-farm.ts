import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, connect as netConnect, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { GuardedHost } from "../../src/agent/network/guarded-host.ts";
import { NetworkListener } from "../../src/agent/network/network-listener.ts";
import { systemClock } from "../../src/core/clock.ts";
import { ms } from "../../src/core/duration.ts";
import { FaultError } from "../../src/core/fault.ts";
import type { StatusQuery } from "../../src/core/host-service.ts";
import type { ComponentName } from "../../src/core/names.ts";
import type { ComponentStatus, HostStatus } from "../../src/core/status.ts";
import { RpcServer } from "../../src/rpc/server.ts";
import { FakeHost } from "../rpc/fake-host.ts";
import { TestAuthority } from "./authority.ts";
import { freePort } from "./free-port.ts";

/** How a host of the farm behaves. */
export type Behaviour =
  /** An agent as it should be: the real server, certificates and access checks, with made-up components. */
  | "answers"
  /** Nobody listens. */
  | "refuses"
  /** Takes connections and says nothing. */
  | "hangs"
  /** Packets to it vanish. */
  | "black hole";

export interface FarmHost {
  readonly name: string;
  readonly address: string;
  readonly behaviour: Behaviour;
}

const GIVES_UP = 300_000;

/** Many hosts on loopback addresses, all on one port, served by this process. */
export class AgentFarm implements AsyncDisposable {
  readonly authority: TestAuthority;
  readonly hosts: readonly FarmHost[];
  readonly port: number;
  /** The agents that answer, to be told what to say, by their names. */
  readonly served = new Map<string, FakeHost>();
  /** How long an agent thinks before it answers, in milliseconds. */
  thinks = 0;
  readonly #ends: (() => unknown)[] = [];

  static async open(plan: Readonly<Record<Behaviour, number>>): Promise<AgentFarm> {
    const farm = new AgentFarm(await TestAuthority.make(), await freePort("127.1.0.1"), hostsOf(plan));
    const at = (behaviour: Behaviour) => farm.hosts.filter((host) => host.behaviour === behaviour);
    await Promise.all(at("answers").map((host) => farm.#serve(host)));
    await Promise.all(at("hangs").map((host) => farm.#hang(host)));
    if (at("black hole").length > 0) await farm.#digHoles(at("black hole"));
    await farm.authority.issue("operator", "alice");
    return farm;
  }

  private constructor(authority: TestAuthority, port: number, hosts: readonly FarmHost[]) {
    this.authority = authority;
    this.port = port;
    this.hosts = hosts;
  }

  /** As in fleet.yaml. */
  get inventory(): string {
    const hosts = Object.fromEntries(this.hosts.map(({ name, address }) => [name, { address: `${address}:${this.port}` }]));
    return JSON.stringify({ tls: this.authority.tlsOf("alice"), hosts }, null, 1);
  }

  async #serve({ name, address }: FarmHost): Promise<void> {
    await this.authority.issue("agent", name);
    const host = new FakeHost();
    this.served.set(name, host);
    host.onStatus = async () => {
      const { expectedHost } = (host.asked.at(-1) ?? { what: { expectedHost: "" } }).what as StatusQuery;
      if (expectedHost !== name) throw new FaultError({ code: "WRONG_HOST", expected: expectedHost, actual: name });
      await sleep(this.thinks);
      return statusOf(name);
    };
    const server = new RpcServer({
      service: new GuardedHost(host),
      host: name,
      clock: systemClock,
      drainMs: ms(0),
      report: () => {},
      onCall: () => {},
    });
    const log = { info() {}, warn() {}, error() {} };
    const listener = new NetworkListener({ server, clock: systemClock, log, host: () => name, refused: () => {} });
    await listener.use({ host: address, port: this.port, tls: { ...this.authority.tlsOf(name), denyList: null } });
    const [problem] = listener.warnings();
    if (problem !== undefined) throw new Error(problem);
    this.#ends.push(() => {
      listener.stop();
      return server[Symbol.asyncDispose]();
    });
  }

  async #hang({ address }: FarmHost): Promise<void> {
    const taken = new Set<Socket>();
    const server: Server = createServer((socket) => void taken.add(socket.on("error", () => {}))).listen(this.port, address);
    await once(server, "listening");
    this.#ends.push(() => {
      for (const socket of taken) socket.destroy();
      server.close();
    });
  }

  /** A process that listens, takes nothing, and whose queue is full: the kernel drops what comes then (listen(2)). */
  async #digHoles(holes: readonly FarmHost[]): Promise<void> {
    const listen = `
      const open = process.argv.slice(1).map((address) => new Promise((ready) => require("net").createServer().listen({ host: address, port: ${this.port}, backlog: 1 }, ready)));
      Promise.all(open).then(() => { console.log("ready"); setTimeout(() => process.exit(), ${GIVES_UP}); });`;
    const child: ChildProcess = spawn(process.execPath, ["-e", listen, ...holes.map(({ address }) => address)], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.#ends.push(() => child.kill("SIGKILL"));
    if (child.stdout !== null) await once(child.stdout, "data");
    child.kill("SIGSTOP");
    await Promise.all(holes.map((hole) => this.#fill(hole)));
  }

  async #fill({ address }: FarmHost): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      const socket = netConnect(this.port, address).on("error", () => {});
      this.#ends.push(() => socket.destroy());
      const connected = once(socket, "connect").then(() => true);
      if (!(await Promise.race([connected, sleep(300).then(() => false)]))) return;
    }
    throw new Error(`${address} is no black hole`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#ends.map((end) => end()));
    this.authority[Symbol.dispose]();
  }
}

function hostsOf(plan: Readonly<Record<Behaviour, number>>): readonly FarmHost[] {
  const behaviours = (Object.entries(plan) as [Behaviour, number][]).flatMap(([behaviour, count]) =>
    new Array<Behaviour>(count).fill(behaviour),
  );
  const digits = String(behaviours.length).length;
  return behaviours.map((behaviour, at) => ({
    name: `node${String(at + 1).padStart(digits, "0")}`,
    address: `127.1.${Math.floor(at / 200)}.${(at % 200) + 1}`,
    behaviour,
  }));
}

const component = (name: string): ComponentStatus => ({
  name: name as ComponentName,
  title: name,
  desired: "up",
  state: "running",
  ready: true,
  pid: 900,
  uptimeSeconds: 271_490,
  usage: { memoryBytes: 913_000_000, pssBytes: null, cpuPercent: 12.5, processes: 1 },
  restarts: 0,
  generation: 1,
  lastExit: null,
  reason: null,
  waitingFor: [],
  retryInMs: null,
  logFile: `/var/log/imageserving/${name}.log`,
  probeLatencyMs: 12.5,
});

/** How a host of the farm says that it stands. */
export const statusOf = (host: string): HostStatus => ({
  host,
  supervisor: { state: "running", pid: 812, uptimeSeconds: 271_500, usage: null, version: "1.0.0", configHash: "sha256:00" },
  components: ["ps", "is", "svg"].map(component),
  warnings: [],
});
