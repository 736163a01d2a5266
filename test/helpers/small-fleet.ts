import { createServer } from "node:net";
import type { HostStatus } from "../../src/core/status.ts";
import { type ComponentYaml, Home, played, type Ran, type Running } from "./home.ts";

/** A few real agents on loopback addresses, without TLS, and a jump box that knows them. */
export class SmallFleet implements AsyncDisposable {
  readonly jump = new Home();
  readonly homes: readonly Home[];
  readonly names: readonly string[];

  /** @param component what `is` is on each host, counted from 1; played by test/fixtures/component.sh unless said otherwise. */
  static async start(count: number, component: (host: number) => ComponentYaml = () => played()): Promise<SmallFleet> {
    const fleet = new SmallFleet(count);
    const port = await freePort();
    await Promise.all(
      fleet.homes.map(async (home, at) => {
        const listen = { address: `${address(at)}:${port}` };
        home.configure({ is: component(at + 1) }, { host: fleet.names[at], listen });
        await home.agent();
        await home.do("start");
      }),
    );
    const hosts = Object.fromEntries(fleet.names.map((name, at) => [name, { address: `${address(at)}:${port}` }]));
    fleet.jump.write("fleet.yaml", JSON.stringify({ hosts }, null, 1));
    return fleet;
  }

  private constructor(count: number) {
    this.homes = Array.from({ length: count }, () => new Home());
    this.names = this.homes.map((_, at) => `node${String(at + 1).padStart(2, "0")}`);
  }

  /** The home of a host, counted from 1. */
  host(number: number): Home {
    const home = this.homes[number - 1];
    if (home === undefined) throw new Error(`there is no host ${number}`);
    return home;
  }

  run(...args: readonly string[]): Promise<Ran> {
    return this.jump.run(...args);
  }

  begin(...args: readonly string[]): Running {
    return this.jump.begin(args);
  }

  /** How all hosts stand, asked over gRPC at once. */
  now(): Promise<readonly HostStatus[]> {
    return Promise.all(this.homes.map((home) => home.now()));
  }

  /** How often `is` was started on each host, by its own word. */
  get starts(): readonly number[] {
    return this.homes.map((home) => home.count("start").is ?? 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.jump, ...this.homes].map((home) => home[Symbol.asyncDispose]()));
  }
}

const address = (at: number): string => `127.2.0.${at + 1}`;

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.2.0.1", () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === "object" && bound !== null ? bound.port : 0));
    });
  });
