import { closeSync, fchownSync } from "node:fs";
import type { Clock } from "../core/clock.ts";
import type { ComponentSpec, Probe } from "../core/component-spec.ts";
import { messageOf } from "../core/fault.ts";
import type { ComponentName } from "../core/names.ts";
import type { UserAccount } from "./account.ts";
import type { AgentLog } from "./agent-log.ts";
import { childEnvironment, type Environment } from "./child-environment.ts";
import { type Launch, launch, run } from "./child-process.ts";
import { type ComponentMark, markOf, newRun } from "./component-mark.ts";
import { findProgram } from "./find-program.ts";
import type { LaunchedLeader } from "./leader.ts";
import { endpointOf } from "./probe/endpoint.ts";
import type { RunCommand } from "./probe/inquiry.ts";
import { listenerCheck } from "./probe/listener-check.ts";
import { LivenessWatch } from "./probe/liveness-watch.ts";
import { attempt } from "./probe/probe.ts";
import { ReadinessWatch } from "./probe/readiness-watch.ts";
import { RestWatch } from "./probe/rest-watch.ts";
import { lookAtTree } from "./probe/tree-look.ts";
import type { ProbeListener, ProbeWatch, Surroundings } from "./surroundings.ts";
import { canBecome, findUser } from "./user-account.ts";

/** What the real surroundings are made with. */
export interface MachineParts {
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly installation: string;
  /** The agent's own environment, which components inherit in part. */
  readonly env: Environment;
  /** Opens a component's log for a child to write to (append mode). The caller closes it. */
  openLog(name: ComponentName): number;
  /** In [0, 1). */
  random(): number;
}

/** This machine, as the supervisor uses it: real processes, real probes. */
export class Machine implements Surroundings {
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly #parts: MachineParts;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.clock = parts.clock;
    this.log = parts.log;
  }

  random(): number {
    return this.#parts.random();
  }

  markOf(name: ComponentName): ComponentMark {
    return markOf(this.#parts.installation, name);
  }

  async launch(spec: ComponentSpec): Promise<LaunchedLeader> {
    const run = newRun();
    const what = this.#prepare(spec, spec.command, run);
    const output = this.#parts.openLog(spec.name);
    try {
      // A program that opens /dev/stdout anew needs the right to: its log is its user's, in a folder that is ours.
      if (what.account !== null) fchownSync(output, what.account.uid, -1);
      const { identity, ended } = await launch({ ...what, output });
      return { identity: { ...identity, run }, ended };
    } finally {
      closeSync(output);
    }
  }

  /** Why the component's program could not be started as things are; null where nothing speaks against it. */
  whyNotStartable(spec: ComponentSpec): string | null {
    try {
      this.#prepare(spec, spec.command, "");
      return null;
    } catch (error) {
      return messageOf(error);
    }
  }

  watchReadiness(
    spec: ComponentSpec,
    pids: () => ReadonlySet<number>,
    on: { ready(): void; unready(why: string): void } & ProbeListener,
  ): ProbeWatch {
    const rules = spec.ready;
    if (rules === null) throw new Error(`${spec.name} has no readiness probe`);
    const endpoint = rules.probe.kind === "command" ? null : endpointOf(rules.probe);
    const watch = new ReadinessWatch(rules, {
      clock: this.clock,
      attempt: this.#tries(spec, rules.probe, rules.attempt),
      checkListener: endpoint === null ? async () => ({ ok: true }) : listenerCheck(endpoint, pids),
      onReady: on.ready,
      onUnready: on.unready,
      onTry: (result) => result.ok && on.answered(result.tookMs),
    });
    watch.start();
    return watch;
  }

  watchRest(leader: number, rests: () => void): ProbeWatch {
    return new RestWatch(this.clock, () => lookAtTree(leader), rests);
  }

  watchLiveness(spec: ComponentSpec, on: { unhealthy(why: string): void; recovered(): void } & ProbeListener): ProbeWatch {
    const rules = spec.live;
    if (rules === null) throw new Error(`${spec.name} has no liveness probe`);
    const watch = new LivenessWatch(rules, {
      clock: this.clock,
      attempt: this.#tries(spec, rules.probe, rules.timeout),
      onUnhealthy: (why, failures) => on.unhealthy(`${failures} probes in a row failed, the last: ${why}`),
      onRecovered: on.recovered,
      onTry: (result) => result.ok && on.answered(result.tookMs),
    });
    watch.start();
    return { stop: () => watch.stop(), lastFailure: null };
  }

  #tries(spec: ComponentSpec, probe: Probe, timeout: ComponentSpec["stop"]["timeout"]) {
    const runCommand: RunCommand = async (command, { signal }) => {
      const [program = "", ...args] = command;
      return run(this.#prepare(spec, [program, ...args], ""), signal);
    };
    return (signal: AbortSignal) => attempt(probe, { timeout, clock: this.clock, runCommand, signal });
  }

  /** Resolves program, account and environment. Throws an Error whose message says what cannot be used. */
  #prepare(spec: ComponentSpec, [program, ...args]: readonly [string, ...string[]], run: string): Omit<Launch, "output"> {
    const account = accountOf(spec);
    const mark = run === "" ? "" : `${this.markOf(spec.name)}${run}`;
    const env = childEnvironment(this.#parts.env, spec, account, mark);
    const found = findProgram(program, spec.cwd, env["PATH"]);
    if ("problem" in found) throw new Error(found.problem);
    return { program: found.path, args, cwd: spec.cwd, env, account };
  }
}

function accountOf({ user }: ComponentSpec): UserAccount | null {
  if (user === null) return null;
  const account = findUser(user);
  if (account === null) throw new Error(`user ${user} does not exist on this machine`);
  if (!canBecome(account)) throw new Error(`it is to run as ${user}, and the agent is not root`);
  return account;
}
