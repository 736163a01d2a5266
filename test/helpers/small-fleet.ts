import type { HostStatus } from "../../src/core/status.ts";
import { TestAuthority } from "./authority.ts";
import { freePort } from "./free-port.ts";
import { type ComponentYaml, Home, played, type Ran, type Running } from "./home.ts";

/** A few real agents on loopback addresses with certificates, and a jump box with that of an operator. */
export class SmallFleet implements AsyncDisposable {
  readonly authority: TestAuthority;
  readonly jump = new Home();
  readonly homes: readonly Home[];
  readonly names: readonly string[];

  /** @param component what `is` is on each host, counted from 1; played by test/fixtures/component.sh unless said otherwise. */
  static async start(count: number, component: (host: number) => ComponentYaml = () => played()): Promise<SmallFleet> {
    const fleet = new SmallFleet(count, await TestAuthority.make());
    const { authority } = fleet;
    const port = await freePort("127.2.0.1");
    await Promise.all(
      fleet.homes.map(async (home, at) => {
        const name = fleet.names[at] as string;
        await authority.issue("agent", name);
        const listen = { address: `${address(at)}:${port}`, tls: authority.tlsOf(name) };
        home.configure({ is: component(at + 1) }, { host: name, listen });
        await home.agent();
        await home.do("start");
      }),
    );
    const hosts = Object.fromEntries(fleet.names.map((name, at) => [name, { address: `${address(at)}:${port}` }]));
    await authority.issue("operator", "alice");
    fleet.jump.write("fleet.yaml", JSON.stringify({ tls: authority.tlsOf("alice"), hosts }, null, 1));
    return fleet;
  }

  private constructor(count: number, authority: TestAuthority) {
    this.authority = authority;
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
    this.authority[Symbol.dispose]();
  }
}

const address = (at: number): string => `127.2.0.${at + 1}`;
