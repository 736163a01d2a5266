import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { addGlobalOptions, readChoices } from "../../src/cli/choices.ts";
import type { CommandContext } from "../../src/cli/command-context.ts";
import { runDashboard } from "../../src/cli/dashboard/run-dashboard.ts";
import { paintWhere } from "../../src/cli/render/paint.ts";
import { Interrupted, type Terminal, type TextOutput } from "../../src/cli/terminal.ts";
import type { FleetWatch } from "../../src/cli/watch/fleet-watch.ts";
import type { WatchedHost } from "../../src/cli/watch/watched-host.ts";
import { systemClock } from "../../src/core/clock.ts";
import type { HostService } from "../../src/core/host-service.ts";
import type { HostStatus } from "../../src/core/status.ts";
import { FakeFleet } from "../unit/cli/fake-fleet.ts";
import { freePort } from "./free-port.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** How a simulated host answers; a test says what it needs. */
export type Answers = (host: string) => Partial<HostService>;

/** What a simulated dashboard is made with. */
export interface SimulatedWish {
  readonly hosts: readonly WatchedHost[];
  readonly answers?: Answers;
  readonly allowActions?: boolean;
  /** Global options, as they are typed. */
  readonly line?: readonly string[];
  /** Where the package lies. @default this checkout */
  readonly packageDir?: string;
}

/** A whole dashboard in this process, over hosts that a test makes up and changes. */
export class SimulatedDashboard implements AsyncDisposable {
  readonly url: string;
  readonly origin: string;
  readonly home: string;
  readonly #watch: MadeUpWatch;
  readonly #interrupt: AbortController;
  readonly #second: AbortController;
  readonly #ended: Promise<number>;
  readonly #written: { readonly text: () => string };

  static async start(wish: SimulatedWish): Promise<SimulatedDashboard> {
    const port = await freePort("127.0.0.1");
    const home = mkdtempSync("/tmp/is-dashboard-");
    const [interrupt, second] = [new AbortController(), new AbortController()];
    const written = new Written();
    const terminal = terminalOf(written, interrupt.signal, second.signal, wish.packageDir ?? ROOT);
    const context = contextOf(["--home", home, ...(wish.line ?? [])], terminal);
    const watch = new MadeUpWatch(wish.hosts);
    const fleet = Object.assign(new FakeFleet([...watch.hosts.keys()], wish.answers ?? (() => ({}))), { clock: systemClock });
    const opened = { fleet, sources: [], local: null };
    const asked = { listen: `127.0.0.1:${port}`, allowActions: wish.allowActions === true, tlsCert: null, tlsKey: null };
    const ended = runDashboard(asked, context, { openFleet: async () => opened, watch: () => watch });
    await Promise.race([written.line, ended]);
    return new SimulatedDashboard(written, { home, watch, interrupt, second, ended, port });
  }

  private constructor(
    written: Written,
    parts: {
      readonly home: string;
      readonly watch: MadeUpWatch;
      readonly interrupt: AbortController;
      readonly second: AbortController;
      readonly ended: Promise<number>;
      readonly port: number;
    },
  ) {
    this.url = written.stdout.trim();
    this.origin = `http://127.0.0.1:${parts.port}`;
    this.home = parts.home;
    this.#watch = parts.watch;
    this.#interrupt = parts.interrupt;
    this.#second = parts.second;
    this.#ended = parts.ended;
    this.#written = { text: () => written.stderr };
  }

  /** What it has said on stderr. */
  get said(): string {
    return this.#written.text();
  }

  get rolloutDir(): string {
    return join(this.home, "state", "rollouts");
  }

  /** Changes hosts, which the page hears of at once. */
  change(hosts: readonly WatchedHost[]): void {
    this.#watch.change(hosts);
  }

  /** As a Ctrl-C does. Resolves with the exit code. */
  end(): Promise<number> {
    this.#interrupt.abort(new Interrupted("SIGINT"));
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#interrupt.abort(new Interrupted("SIGINT"));
    this.#second.abort(new Interrupted("SIGINT"));
    await this.#ended;
    rmSync(this.home, { recursive: true, force: true });
  }
}

class Written {
  stdout = "";
  stderr = "";
  #told = () => {};
  readonly line = new Promise<void>((resolve) => {
    this.#told = resolve;
  });

  output(to: "stdout" | "stderr"): TextOutput {
    const write = (text: string) => {
      this[to] += text;
      if (to === "stdout") this.#told();
    };
    return { write, drained: async () => {}, isTerminal: false, columns: null, color: false };
  }
}

const terminalOf = (written: Written, interrupted: AbortSignal, second: AbortSignal, packageDir: string): Terminal => ({
  stdout: written.output("stdout"),
  stderr: written.output("stderr"),
  interrupted,
  outputClosed: new AbortController().signal,
  takeSecondInterrupt: () => second,
  ask: null,
  clock: systemClock,
  env: {},
  userName: "alice",
  isRoot: false,
  hostName: "jumpbox",
  nodePath: process.execPath,
  packageDir,
  version: "1.2.3",
});

function contextOf(line: readonly string[], terminal: Terminal): CommandContext {
  const program = addGlobalOptions(new Command());
  program.parse(line, { from: "user" });
  const paint = paintWhere(false);
  return { choices: readChoices(program, terminal), terminal, paint: { stdout: paint, stderr: paint } };
}

class MadeUpWatch implements FleetWatch {
  readonly hosts: Map<string, WatchedHost>;
  readonly #listeners = new Set<(changed: ReadonlySet<string>) => void>();

  constructor(hosts: readonly WatchedHost[]) {
    this.hosts = new Map(hosts.map((host) => [host.name, host]));
  }

  change(hosts: readonly WatchedHost[]): void {
    for (const host of hosts) this.hosts.set(host.name, host);
    const names = new Set(hosts.map(({ name }) => name));
    for (const listener of this.#listeners) listener(names);
  }

  onChange(listener: (changed: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear();
  }
}

/** A host that is watched and says this. */
export const watched = (status: HostStatus, change: Partial<WatchedHost> = {}): WatchedHost => ({
  name: status.host,
  link: { t: "live" },
  status,
  statusAt: systemClock.now(),
  heardAt: systemClock.now(),
  clockOffsetMs: 3,
  memory: new Map(),
  dropped: 0,
  ...change,
});
