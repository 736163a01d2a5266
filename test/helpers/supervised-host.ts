import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bytes } from "../../src/core/bytes.ts";
import type { Clock } from "../../src/core/clock.ts";
import type { ComponentSpec } from "../../src/core/component-spec.ts";
import { seconds } from "../../src/core/duration.ts";
import type { ComponentName } from "../../src/core/names.ts";
import { silentLog } from "../../src/supervisor/agent-log.ts";
import { installationId } from "../../src/supervisor/component-mark.ts";
import { readJournal } from "../../src/supervisor/journal.ts";
import { Machine } from "../../src/supervisor/machine.ts";
import type { ProcedureContext } from "../../src/supervisor/procedure/procedure.ts";
import { type ResumeMode, ServerSupervisor } from "../../src/supervisor/server-supervisor.ts";
import type { Words } from "./words.ts";

export const CHILD = fileURLToPath(new URL("../fixtures/child.mjs", import.meta.url));

export const named = (name: string): ComponentName => name as ComponentName;

/** A component of the test fixture; `does` are its words (test/fixtures/child.mjs). */
export function component(name: string, does: readonly string[] = [], over: Partial<ComponentSpec> = {}): ComponentSpec {
  return {
    name: named(name),
    title: name,
    command: [process.execPath, CHILD, ...does],
    env: {},
    cwd: tmpdir(),
    user: null,
    after: [],
    ready: null,
    live: null,
    stop: { signal: "TERM", timeout: seconds(30), dump: null },
    restart: {
      policy: "always",
      backoff: { initial: seconds(1), max: seconds(60) },
      steadyAfter: seconds(30),
      crashLoop: { failures: 5, within: seconds(60), retryEvery: seconds(60) },
    },
    memory: { warn: null, restart: null },
    log: { maxSize: bytes(2 ** 20), keep: 3, maxAge: seconds(86_400) },
    ...over,
  };
}

/** A host in a temporary folder on which one Server Supervisor after the other can run, with real processes. */
export class SupervisedHost implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "is-host-"));
  readonly #clock: Clock;
  readonly #words: Words;
  readonly #started: ServerSupervisor[] = [];

  constructor(clock: Clock, words: Words) {
    this.#clock = clock;
    this.#words = words;
  }

  get stateDir(): string {
    return join(this.folder, "state");
  }

  /** A Server Supervisor that takes over what the last one left. */
  supervise(components: readonly ComponentSpec[], mode: ResumeMode = "go-on"): ServerSupervisor {
    const installation = installationId(this.stateDir);
    const openLog = (name: string) => openSync(join(this.folder, `${name}.log`), "a");
    const env = { ...process.env, TEST_SOCKET: this.#words.socket };
    const around = new Machine({ clock: this.#clock, log: silentLog, installation, env, openLog, random: () => 0 });
    const parts = {
      stateDir: this.stateDir,
      installation,
      around,
      clock: this.#clock,
      logFileOf: (name: string) => join(this.folder, `${name}.log`),
    };
    const supervisor = new ServerSupervisor(parts);
    supervisor.resume(readJournal(this.stateDir).state, new Map(components.map((spec) => [spec.name, spec])), mode);
    this.#started.push(supervisor);
    return supervisor;
  }

  /** What a procedure on these components works with; all of them where none is named. */
  context(
    supervisor: ServerSupervisor,
    names: readonly string[] = supervisor.names,
    signal = new AbortController().signal,
  ): ProcedureContext {
    const before = new Map(supervisor.actors.map((actor) => [actor.name, actor.process?.identity ?? null]));
    return { supervisor, names: names.map(named), before, startedAt: this.#clock.now(), deadline: null, signal };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const supervisor of this.#started) {
      for (const actor of supervisor.actors)
        for (const { pid } of actor.process?.group.members() ?? []) this.#words.pids.add(pid);
      await supervisor.close();
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits for something that no callback tells of, by looking every few milliseconds, 15 s at the most. */
export async function eventually<T>(look: () => T | null | undefined | false, what = "it"): Promise<T> {
  const deadline = performance.now() + 15_000;
  while (performance.now() < deadline) {
    const found = look();
    if (found !== null && found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${what} did not happen within 15 s`);
}
