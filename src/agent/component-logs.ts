import { join } from "node:path";
import type { CancelTimer, Clock } from "../core/clock.ts";
import type { LogSpec } from "../core/component-spec.ts";
import { seconds } from "../core/duration.ts";
import type { ComponentName } from "../core/names.ts";
import type { AgentLog } from "../supervisor/agent-log.ts";
import { type Environment, inheritable } from "../supervisor/child-environment.ts";
import { run } from "../supervisor/child-process.ts";
import { LogFile } from "../supervisor/log/log-file.ts";
import { OneAtATime } from "../supervisor/log/one-at-a-time.ts";

/** What the logs of a host are made with. */
export interface ComponentLogsParts {
  readonly logDir: string;
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly env: Environment;
  /** How much of a component's log is kept, as configured now. */
  specOf(name: ComponentName): LogSpec;
}

/** How often the sizes are looked at. */
const LOOK = seconds(1);

/** The log files of the components of a host, and their rotation. */
export class ComponentLogs {
  readonly #parts: ComponentLogsParts;
  readonly #packing = new OneAtATime();
  readonly #files = new Map<string, LogFile>();
  #cancel: CancelTimer = () => {};

  constructor(parts: ComponentLogsParts) {
    this.#parts = parts;
  }

  pathOf(name: ComponentName): string {
    return join(this.#parts.logDir, `${name}.log`);
  }

  of(name: ComponentName): LogFile {
    const spec = this.#parts.specOf(name);
    const file = this.#files.get(name) ?? this.#open(this.pathOf(name), name, spec);
    file.setSpec(spec);
    return file;
  }

  /** Takes these into the rotation, also where they are written to already, by processes that an earlier agent started. */
  keep(names: readonly ComponentName[]): void {
    for (const name of names) this.of(name);
  }

  /** Takes the agent's own log, where it writes one, into the rotation. */
  addOwn(path: string, spec: LogSpec): void {
    this.#open(path, "ImageServing", spec); // no component can have that name
  }

  /** Looks at every log about once a second and rotates what has grown too large or too old, until {@link stop}. */
  start(): void {
    this.#cancel = this.#parts.clock.after(LOOK, () => void this.#look().finally(() => this.start()), { idle: true });
  }

  /** Ends the looking, and what a rotation has under way. */
  async stop(): Promise<void> {
    this.#cancel();
    this.start = () => {};
    await Promise.all([...this.#files.values()].map((file) => file[Symbol.asyncDispose]()));
  }

  async #look(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.checkRotation()));
  }

  #open(path: string, name: string, spec: LogSpec): LogFile {
    const { clock, log, env } = this.#parts;
    const file = new LogFile({
      path,
      spec,
      clock,
      run: (program, args) => this.#run(program, args, env),
      report: ({ kind, file, text }) => log.warn({ component: name, kind, file }, text),
      packing: this.#packing,
    });
    this.#files.set(name, file);
    return file;
  }

  async #run(program: string, args: readonly string[], env: Environment): Promise<{ code: number | null; stderr: string }> {
    const { code, output } = await run({ program, args, cwd: "/", env: inheritable(env), account: null }, NEVER);
    return { code, stderr: output };
  }
}

const NEVER = new AbortController().signal;
