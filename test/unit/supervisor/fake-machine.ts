import type { AuditEntry } from "../../../src/core/audit-entry.ts";
import type { CancelTimer, Clock } from "../../../src/core/clock.ts";
import type { ComponentSpec } from "../../../src/core/component-spec.ts";
import { type Ms, ms } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { ComponentName } from "../../../src/core/names.ts";
import { silentLog } from "../../../src/supervisor/agent-log.ts";
import type { Ended } from "../../../src/supervisor/child-process.ts";
import type { LaunchedLeader } from "../../../src/supervisor/leader.ts";
import type { ProcessStat } from "../../../src/supervisor/proc-fs.ts";
import type { ProbeListener, ProbeWatch, Surroundings } from "../../../src/supervisor/surroundings.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

// This file imports nothing of the supervisor that runs: it stands in for its lowest modules.

/** How a run of a component behaves. */
export interface Conduct {
  /** Why it cannot be started at all; null: it can. */
  readonly cannotStart: string | null;
  /** Between the start of the process and the answer that it was started. */
  readonly launchTakes: number;
  /** From its start until its probe holds; null: never. */
  readonly readyAfter: number | null;
  /** From its start until it is seen to wait for work; null: never. */
  readonly restsAfter: number | null;
  /** When and how it ends by itself; null: not. */
  readonly ends: { readonly after: number; readonly code: number } | null;
  /** What it does when it is asked to end: after so many milliseconds it does, or never (null) until it is killed. */
  readonly stopTakes: number | null;
  /** It cannot even be killed. */
  readonly stuck: boolean;
  /** Members of its group that live on when the leader has ended, until they get a signal. */
  readonly children: number;
}

/** Starts at once, is ready at once, stops at once. */
export const good: Conduct = {
  cannotStart: null,
  launchTakes: 0,
  readyAfter: 0,
  restsAfter: null,
  ends: null,
  stopTakes: 0,
  stuck: false,
  children: 0,
};

/** A process of the machine. */
export interface FakeProcess {
  readonly stat: ProcessStat;
  readonly environment: readonly string[];
  readonly conduct: Conduct;
  /** Null: a stranger, or a member of a group that is not its leader. */
  readonly component: ComponentName | null;
  readonly stranger: boolean;
  ready: boolean;
  healthy: boolean;
  end: (how: Ended) => void;
}

interface Watch {
  readonly name: ComponentName;
  readonly agent: FakeSurroundings;
  look(): void;
}

/** A signal that was sent, to whom, and when. */
export interface Sent {
  readonly at: number;
  readonly pid: number;
  readonly signal: string;
  readonly component: ComponentName | null;
}

const BOOT = "boot-1";
/** How long probes that succeed take, in milliseconds. */
export const PROBE_TAKES = { ready: 7, live: 3 } as const;
const PIDS = { first: 100, last: 140 }; // few, so that they are used again soon
const MARK = "IMAGESERVING_MARK";

/** A machine made of data: processes, a disk and a clock that stands still. Keeps a list of what must never happen. */
export class FakeMachine {
  readonly clock = new FakeClock();
  readonly processes = new Map<number, FakeProcess>();
  /** What is on disk, by path. */
  readonly files = new Map<string, string>();
  /** What must never happen and did. */
  readonly violations: string[] = [];
  readonly sent: Sent[] = [];
  /** Every run of a component, in order. */
  readonly runs: { readonly name: ComponentName; readonly pid: number; readonly at: number }[] = [];
  readonly watches = new Set<Watch>();
  /** Called at every launch, before there is a process. */
  onLaunch: (spec: ComponentSpec) => void = () => {};
  /** How the next run of a component behaves. */
  conductOf: (name: ComponentName) => Conduct = () => good;
  /** How long a write to the disk takes. */
  writeTakes: Ms | null = null;
  /** Why nothing can be written whose path contains this; empty: everything can. */
  fullDisk: { readonly path: string; readonly cause: string } | null = null;
  /** Every write fails when the new text has its name already. */
  failAfterRename = false;
  /** The lines of the audit log. */
  readonly audit: AuditEntry[] = [];
  readonly dead = new Set<string>();
  #nextPid = PIDS.first;
  #ticks = 1_000;

  /** Starts a process; a leader where no parent is named. */
  add(what: {
    component?: ComponentName | null;
    environment?: readonly string[];
    conduct?: Conduct;
    parent?: FakeProcess;
    stranger?: boolean;
    pid?: number;
  }): FakeProcess {
    const pid = what.pid ?? this.#freePid();
    const { parent } = what;
    const group = parent === undefined ? pid : parent.stat.pgrp;
    const process: FakeProcess = {
      stat: {
        pid,
        comm: "fake",
        state: "S",
        ppid: parent?.stat.pid ?? 1,
        pgrp: group,
        session: group,
        startTicks: this.#ticks++,
      },
      environment: what.environment ?? [],
      conduct: what.conduct ?? good,
      component: what.component ?? null,
      stranger: what.stranger ?? false,
      ready: false,
      healthy: true,
      end: () => {},
    };
    this.processes.set(pid, process);
    return process;
  }

  /** The living leader of a component. */
  leader(name: string): FakeProcess | null {
    return [...this.processes.values()].find((one) => one.component === name) ?? null;
  }

  /** Everything alive that bears a mark of the component. */
  marked(name: string): readonly FakeProcess[] {
    return [...this.processes.values()].filter(({ environment }) => environment.some((entry) => entry.includes(`/${name}/`)));
  }

  /** Everything alive that is no stranger. */
  get ours(): readonly FakeProcess[] {
    return [...this.processes.values()].filter(({ stranger }) => !stranger);
  }

  /** The process is no more. */
  end(process: FakeProcess, how: Ended): void {
    if (this.processes.get(process.stat.pid) !== process) return;
    this.processes.delete(process.stat.pid);
    process.end(how);
  }

  setReady(process: FakeProcess, ready: boolean): void {
    process.ready = ready;
    this.#look(process);
  }

  setHealthy(process: FakeProcess, healthy: boolean): void {
    process.healthy = healthy;
    this.#look(process);
  }

  /** kill(2). */
  kill(pid: number, signal: string): true {
    const targets = [...this.processes.values()].filter(({ stat }) => (pid < 0 ? stat.pgrp === -pid : stat.pid === pid));
    if (targets.length === 0) throw Object.assign(new Error("kill ESRCH"), { code: "ESRCH" });
    for (const target of targets) this.#take(target, signal);
    return true;
  }

  #take(target: FakeProcess, signal: string): void {
    const { pid } = target.stat;
    this.sent.push({ at: this.clock.now(), pid, signal, component: target.component });
    if (target.stranger) this.violations.push(`a stranger, pid ${pid}, got ${signal}`);
    const { stuck, stopTakes } = target.conduct;
    if (stuck) return;
    if (signal === "SIGKILL") this.end(target, { code: null, signal });
    else if (signal === "SIGTERM" && stopTakes !== null) {
      if (stopTakes === 0) this.end(target, { code: 0, signal: null });
      else this.clock.after(ms(stopTakes), () => this.end(target, { code: 0, signal: null }));
    }
  }

  #look(process: FakeProcess): void {
    for (const watch of [...this.watches]) if (watch.name === process.component && !this.dead.has(watch.agent.id)) watch.look();
  }

  /** A number in use as a process, a group or a session is not given out. */
  #freePid(): number {
    const used = new Set([...this.processes.values()].flatMap(({ stat }) => [stat.pid, stat.pgrp, stat.session]));
    do {
      this.#nextPid = this.#nextPid >= PIDS.last ? PIDS.first : this.#nextPid + 1;
    } while (used.has(this.#nextPid));
    return this.#nextPid;
  }

  /** Ends an agent as `kill -9` does: nothing that it waits for comes any more, and what it was writing is not written. */
  killAgent(id: string): void {
    this.dead.add(id);
  }

  /** Replaces a file after a while, unless whoever writes is killed meanwhile. A path begins with the agent's id. */
  async write(path: string, text: string): Promise<void> {
    const [agent = "", ...rest] = path.split("/");
    if (this.writeTakes !== null) await new Promise<void>((resolve) => this.clock.after(this.writeTakes ?? ms(0), resolve));
    if (this.dead.has(agent)) return new Promise(() => {});
    if (this.fullDisk !== null && path.includes(this.fullDisk.path)) {
      throw new FaultError({ code: "NOT_DURABLE", path, cause: this.fullDisk.cause });
    }
    this.files.set(rest.join("/"), text);
    if (this.failAfterRename) throw new FaultError({ code: "NOT_DURABLE", path, cause: "EIO: i/o error, fsync" });
  }
}

/** What one agent sees of the machine, as long as the agent lives. */
export class FakeSurroundings implements Surroundings {
  readonly id: string;
  readonly clock: Clock;
  readonly log = silentLog;
  readonly #machine: FakeMachine;
  readonly #installation: string;
  #runs = 0;

  constructor(machine: FakeMachine, id: string, installation: string) {
    this.#machine = machine;
    this.id = id;
    this.#installation = installation;
    this.clock = {
      now: () => machine.clock.now(),
      wall: () => machine.clock.wall(),
      after: (delay: Ms, act: () => void): CancelTimer => machine.clock.after(delay, () => this.alive && act()),
    };
  }

  get alive(): boolean {
    return !this.#machine.dead.has(this.id);
  }

  random(): number {
    return 0.5;
  }

  markOf(name: ComponentName): string {
    return `${this.#installation}/${name}/`;
  }

  async launch(spec: ComponentSpec): Promise<LaunchedLeader> {
    const machine = this.#machine;
    if (!this.alive) return new Promise(() => {});
    machine.onLaunch(spec);
    const others = machine.marked(spec.name);
    if (others.length > 0) machine.violations.push(`${spec.name} was launched beside pid ${others.map(({ stat }) => stat.pid)}`);
    const conduct = machine.conductOf(spec.name);
    if (conduct.cannotStart !== null) throw new Error(conduct.cannotStart);
    const run = `${this.id}-${++this.#runs}`;
    const environment = [`${MARK}=${this.markOf(spec.name)}${run}`];
    const leader = machine.add({ component: spec.name, conduct, environment });
    for (let child = 0; child < conduct.children; child++)
      machine.add({ environment, conduct: { ...conduct, children: 0 }, parent: leader });
    machine.runs.push({ name: spec.name, pid: leader.stat.pid, at: machine.clock.now() });
    if (conduct.readyAfter !== null) machine.clock.after(ms(conduct.readyAfter), () => machine.setReady(leader, true));
    const { ends } = conduct;
    if (ends !== null) machine.clock.after(ms(ends.after), () => machine.end(leader, { code: ends.code, signal: null }));
    const ended = new Promise<Ended>((resolve) => {
      leader.end = (how) => this.alive && resolve(how);
    });
    if (conduct.launchTakes > 0) await new Promise<void>((resolve) => this.clock.after(ms(conduct.launchTakes), resolve));
    const { pid, startTicks } = leader.stat;
    return { identity: { pid, startTicks, bootId: BOOT, run }, ended };
  }

  watchReadiness(
    spec: ComponentSpec,
    _pids: () => ReadonlySet<number>,
    on: { ready(): void; unready(why: string): void } & ProbeListener,
  ): ProbeWatch {
    let was = false;
    return this.#watch(spec.name, (leader) => {
      const is = leader?.ready === true;
      if (is) on.answered(PROBE_TAKES.ready);
      if (is === was) return is ? null : "connection refused";
      was = is;
      if (is) on.ready();
      else on.unready("connection refused");
      return is ? null : "connection refused";
    });
  }

  watchRest(leader: number, rests: () => void): ProbeWatch {
    const restsAfter = this.#machine.processes.get(leader)?.conduct.restsAfter ?? null;
    const cancel = restsAfter === null ? () => {} : this.clock.after(ms(restsAfter), rests);
    return { stop: cancel, lastFailure: null };
  }

  watchLiveness(spec: ComponentSpec, on: { unhealthy(why: string): void; recovered(): void } & ProbeListener): ProbeWatch {
    let was = true;
    return this.#watch(spec.name, (leader) => {
      const is = leader?.healthy !== false;
      if (is) on.answered(PROBE_TAKES.live);
      if (is !== was) {
        was = is;
        if (is) on.recovered();
        else on.unhealthy("no answer within 1s");
      }
      return null;
    });
  }

  /** Looks soon, and whenever something changed. */
  #watch(name: ComponentName, look: (leader: FakeProcess | null) => string | null): ProbeWatch {
    let lastFailure: string | null = null;
    let stopped = false;
    const watch: Watch = {
      name,
      agent: this,
      look: () => {
        if (!stopped) lastFailure = look(this.#machine.leader(name));
      },
    };
    this.#machine.watches.add(watch);
    this.clock.after(ms(0), () => watch.look());
    return {
      stop: () => {
        stopped = true;
        this.#machine.watches.delete(watch);
      },
      get lastFailure() {
        return lastFailure;
      },
    };
  }
}

/** The machine that the modules below stand for at the moment. */
export const here: { machine: FakeMachine } = { machine: new FakeMachine() };

/** Stands in for src/supervisor/proc-fs.ts. */
export const procFs = {
  TICKS_PER_SECOND: 100,
  readAnyProcess: (pid: number) => here.machine.processes.get(pid)?.stat ?? null,
  readProcess: (pid: number) => here.machine.processes.get(pid)?.stat ?? null,
  readProcesses: () => [...here.machine.processes.values()].map(({ stat }) => stat),
  readEnvironment: (pid: number) => here.machine.processes.get(pid)?.environment ?? null,
  readBootId: () => BOOT,
  uptimeSeconds: () => here.machine.clock.now() / 1_000,
  secondsSinceBoot: () => here.machine.clock.now() / 1_000,
};

/** Stands in for src/supervisor/durable-file.ts. */
export const durableFile = {
  writeDurably: (path: string, text: string) => here.machine.write(path, text),
};
