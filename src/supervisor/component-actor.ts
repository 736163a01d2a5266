import type { CancelTimer } from "../core/clock.ts";
import type { ComponentSpec } from "../core/component-spec.ts";
import { type MonoMs, ms } from "../core/duration.ts";
import { messageOf } from "../core/fault.ts";
import type { ComponentName } from "../core/names.ts";
import { sig } from "../core/signals.ts";
import type { ExitRecord, Usage } from "../core/status.ts";
import { ComponentProcess } from "./component-process.ts";
import { ComponentWatches } from "./component-watches.ts";
import { exitRecord, type OurPart } from "./exit-hint.ts";
import { adoptedLeader, type Leader, type LeaderEnd, ownLeader } from "./leader.ts";
import { step } from "./lifecycle.ts";
import {
  dueAt,
  type Effect,
  initialSlot,
  isReady,
  type LifecycleEvent,
  type LifecycleRules,
  type Slot,
  stateOf,
} from "./lifecycle-slot.ts";
import type { ProcessStat } from "./proc-fs.ts";
import type { LeaderIdentity } from "./process-identity.ts";
import type { Surroundings } from "./surroundings.ts";

/** What the journal remembers of a component. */
export interface ComponentMemory {
  readonly restarts: number;
  /** How many processes were started for it. */
  readonly generation: number;
  readonly lastExit: ExitRecord | null;
}

/**
 * One component: the only thing that feeds its lifecycle table and that performs what the table asks for.
 * Events are taken one after the other; an effect never feeds an event from inside a step.
 */
export class ComponentActor {
  spec: ComponentSpec;
  #slot: Slot;
  #process: ComponentProcess | null = null;
  #generation: number;
  #lastExit: ExitRecord | null;
  #ours: OurPart = { t: "nothing" };
  /** Why it was last taken down or could not be started; shown until it is ready again. */
  #trouble: string | null = null;
  #usage: Usage | null = null;
  #since: MonoMs;
  readonly #watches: ComponentWatches;
  #cancelDue: CancelTimer = () => {};
  readonly #queue: LifecycleEvent[] = [];
  #feeding = false;
  readonly #around: Surroundings;
  readonly #onChange: (actor: ComponentActor) => void;

  constructor(spec: ComponentSpec, around: Surroundings, memory: ComponentMemory, onChange: (actor: ComponentActor) => void) {
    this.spec = spec;
    this.#around = around;
    this.#onChange = onChange;
    this.#slot = { ...initialSlot, restarts: memory.restarts };
    this.#generation = memory.generation;
    this.#lastExit = memory.lastExit;
    this.#since = around.clock.now();
    this.#watches = new ComponentWatches(around, {
      pids: () => new Set(this.#process?.group.members().map((member) => member.pid)),
      leader: () => this.pid,
      ready: () => this.#feed({ t: "ready" }),
      unready: () => this.#feed({ t: "unready" }),
      healthChanged: (health) => this.#healthChanged(health),
    });
  }

  get name(): ComponentName {
    return this.spec.name;
  }
  get slot(): Slot {
    return this.#slot;
  }
  get ready(): boolean {
    return isReady(this.#slot);
  }
  /**
   * Whether it does its work once, and has done it: it ended with code 0, as its restart policy allows, and who needs it need
   * not wait. One that has a readiness probe is there to be asked, and has done nothing by ending.
   */
  get done(): boolean {
    return this.#slot.phase.at === "stopped" && this.#slot.wantUp && this.#slot.cleanExit && this.spec.ready === null;
  }
  /** When it came into the phase it is in. */
  get since(): MonoMs {
    return this.#since;
  }
  /** How many processes were started for it so far: another number, another process. */
  get generation(): number {
    return this.#generation;
  }
  get lastExit(): ExitRecord | null {
    return this.#lastExit;
  }
  get trouble(): string | null {
    return this.#trouble;
  }
  /** What liveness says while it fails; null while it is well or not watched. */
  get health(): string | null {
    return this.#watches.health;
  }
  get usage(): Usage | null {
    return this.#usage;
  }
  get lastProbeFailure(): string | null {
    return this.#watches.lastFailure;
  }
  /** How long the last successful probe of this run took; null while none has. */
  get probeLatencyMs(): number | null {
    return this.#watches.latencyMs;
  }
  get process(): ComponentProcess | null {
    return this.#process;
  }
  /** The leader's pid while it lives. */
  get pid(): number | null {
    return this.#process?.leaderAlive === true ? this.#process.identity.pid : null;
  }

  want(up: boolean): void {
    this.#feed({ t: "want", up });
  }

  /** Tells a waiting component that what it needs is ready. */
  clear(): void {
    this.#feed({ t: "clear" });
  }

  /** Before {@link adopt}: what is taken over was wanted. Starts nothing. */
  expectUp(): void {
    this.#slot = { ...this.#slot, wantUp: true };
  }

  /** Takes over a living process of an earlier agent; `leaderAlive` false: only members of its group are left. */
  adopt(identity: LeaderIdentity, leaderAlive: boolean): void {
    this.#hold(adoptedLeader(identity, this.#around.clock));
    if (!leaderAlive) this.#process?.watchLeftovers();
    this.#around.log.info({ component: this.name, pid: identity.pid, leaderAlive }, "adopted");
    this.#feed({ t: "adopted", leader: leaderAlive });
  }

  /** The pids of its process tree among the processes of this moment. */
  tree(processes: readonly ProcessStat[]): readonly number[] {
    return this.#process?.group.tree(processes) ?? [];
  }

  /** Takes in a measurement; a tree above `memory.restart` is restarted. */
  measured(usage: Usage | null): void {
    this.#usage = usage;
    const limit = this.spec.memory.restart;
    if (usage === null || limit === null || usage.memoryBytes <= limit) return;
    this.#sick(`its memory of ${usage.memoryBytes} bytes is above memory.restart (${limit} bytes)`);
  }

  /** Ends all watching and timers. The processes go on. */
  release(): void {
    this.#cancelDue();
    this.#watches.stop();
    this.#process?.release();
  }

  #feed(event: LifecycleEvent): void {
    this.#queue.push(event);
    if (this.#feeding) return;
    this.#feeding = true;
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) this.#take(next);
    this.#feeding = false;
  }

  #take(event: LifecycleEvent): void {
    const before = this.#slot;
    const now = this.#around.clock.now();
    const [slot, ...effects] = step(before, event, { now, chance: this.#around.random() }, this.#rules());
    this.#slot = slot;
    if (slot.phase.at !== before.phase.at) this.#entered(before, now);
    for (const effect of effects) this.#perform(effect);
    this.#schedule();
    if (slot !== before) this.#onChange(this);
  }

  #entered(before: Slot, now: MonoMs): void {
    this.#since = now;
    this.#around.log.info(
      { component: this.name, pid: this.pid, from: stateOf(before), to: stateOf(this.#slot), ready: this.ready },
      "state",
    );
    if (this.ready) this.#trouble = null;
    if (this.#isUp()) this.#watches.start(this.spec, this.#slot.phase.at === "running");
    else this.#watches.stop();
  }

  #isUp(): boolean {
    return this.#slot.phase.at === "starting" || this.#slot.phase.at === "running";
  }

  #healthChanged(health: string | null): void {
    this.#around.log.warn({ component: this.name, pid: this.pid, why: health }, health === null ? "healthy again" : "unhealthy");
    this.#onChange(this);
    if (health !== null && this.spec.live?.action === "restart") this.#sick(`liveness: ${health}`);
  }

  #sick(why: string): void {
    if (!this.#isUp()) return;
    this.#around.log.warn({ component: this.name, pid: this.pid, why }, "restarting");
    this.#trouble = `restarted because ${why}`;
    this.#feed({ t: "sick" });
  }

  #perform(effect: Effect): void {
    if (effect.do === "launch") this.#launch();
    else if (effect.what === "dump") this.#process?.signal("leader", sig(this.spec.stop.dump ?? "QUIT"));
    else this.#end(effect.to, effect.what);
  }

  #end(to: "leader" | "group", what: "stop" | "kill"): void {
    const asked = sig(this.spec.stop.signal);
    const signal = what === "kill" ? "SIGKILL" : asked;
    // A group whose leader ended by itself is tidied up; that was not our doing.
    if (this.#process?.leaderAlive === true) {
      this.#ours =
        what === "kill" ? { t: "killed", signal: asked, after: this.spec.stop.timeout } : { t: "stopped", signal: asked };
    }
    this.#around.log.info({ component: this.name, pid: this.#process?.identity.pid, signal, to }, "signal");
    this.#process?.signal(to, signal);
  }

  #launch(): void {
    this.#ours = { t: "nothing" };
    this.#around.launch(this.spec).then(
      (launched) => {
        this.#generation++;
        this.#hold(ownLeader(launched));
        this.#around.log.info({ component: this.name, pid: launched.identity.pid }, "started");
        this.#feed({ t: "spawned" });
      },
      (error) => {
        this.#trouble = messageOf(error);
        this.#around.log.error({ component: this.name, why: this.#trouble }, "cannot be started");
        this.#feed({ t: "unspawned" });
      },
    );
  }

  #hold(leader: Leader): void {
    this.#process?.release();
    this.#process = new ComponentProcess(leader, this.#around.markOf(this.name), this.#around.clock, {
      ended: (end, leftovers) => this.#ended(end, leftovers),
      emptied: () => this.#gone({ t: "emptied" }),
    });
  }

  #ended(end: LeaderEnd, leftovers: number): void {
    this.#usage = null;
    this.#lastExit = exitRecord({ ...end, at: this.#around.clock.wall(), leftovers, ours: this.#ours });
    this.#around.log.info(
      { component: this.name, pid: this.#process?.identity.pid, ...end, leftovers, hint: this.#lastExit.hint },
      "ended",
    );
    if (leftovers === 0) this.#gone({ t: "exited", clean: end.code === 0, empty: true });
    else this.#feed({ t: "exited", clean: end.code === 0, empty: false });
  }

  /** Nothing of its processes is left. */
  #gone(event: LifecycleEvent): void {
    this.#process = null;
    this.#feed(event);
  }

  #schedule(): void {
    this.#cancelDue();
    const due = dueAt(this.#slot);
    if (due === null) return;
    const delay = ms(Math.max(0, due - this.#around.clock.now()));
    this.#cancelDue = this.#around.clock.after(delay, () => this.#feed({ t: "due" }));
  }

  #rules(): LifecycleRules {
    const { stop, ready, restart } = this.spec;
    return { stopTimeout: stop.timeout, hasDump: stop.dump !== null, readyTimeout: ready?.timeout ?? null, restart };
  }
}
