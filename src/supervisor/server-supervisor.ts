import type { CancelTimer, Clock } from "../core/clock.ts";
import type { ComponentSpec } from "../core/component-spec.ts";
import type { Needs } from "../core/dependency-graph.ts";
import { type MonoMs, seconds } from "../core/duration.ts";
import { FaultError, messageOf } from "../core/fault.ts";
import type { ComponentName } from "../core/names.ts";
import type { Progress } from "../core/operation.ts";
import type { ComponentStatus, Desired } from "../core/status.ts";
import { findSurvivors, type Survivor } from "./adoption.ts";
import { bareSpec } from "./bare-spec.ts";
import { type ChangeListener, Changes } from "./changes.ts";
import { ComponentActor, type ComponentMemory } from "./component-actor.ts";
import { recall, remember } from "./component-memory.ts";
import { progressOf, type ReportFacts, reasonOf, statusOf } from "./component-report.ts";
import { type ComponentRecord, Journal, type JournalState } from "./journal.ts";
import { secondsSinceBoot } from "./proc-fs.ts";
import type { Surroundings } from "./surroundings.ts";

/** What the Server Supervisor of a host is made with. */
export interface SupervisorParts {
  readonly stateDir: string;
  /** Tells the processes of this installation from all others. */
  readonly installation: string;
  readonly around: Surroundings;
  readonly clock: Clock;
  logFileOf(name: ComponentName): string;
}

/** `go-on`: bring everything to what was asked last; `adopt-only`: take over what lives, start nothing. */
export type ResumeMode = "go-on" | "adopt-only";

/** How soon a journal that could not be written is written again. */
const WRITE_AGAIN = seconds(5);

/**
 * Keeps the components of one host as they were asked to be: owns one actor each, opens the gate to those whose
 * dependencies are ready, and keeps what is asked and which processes are ours in the journal.
 */
export class ServerSupervisor {
  readonly #parts: SupervisorParts;
  readonly #journal: Journal;
  readonly #actors = new Map<ComponentName, ComponentActor>();
  readonly #desired = new Map<ComponentName, Desired>();
  /** Running although the configuration does not know them any more; forgotten once they have ended. */
  readonly #unconfigured = new Set<ComponentName>();
  readonly #changes = new Changes();
  #specs: ReadonlyMap<ComponentName, ComponentSpec> = new Map();
  #runningSince: MonoMs | null = null;
  #journalProblem: string | null = null;
  #cancelRetry: CancelTimer = () => {};

  constructor(parts: SupervisorParts) {
    this.#parts = parts;
    this.#journal = new Journal(parts.stateDir, () => this.#toRemember());
  }

  get running(): boolean {
    return this.#runningSince !== null;
  }
  /** Since when it has been running; null while it is not. */
  get runningSince(): MonoMs | null {
    return this.#runningSince;
  }
  get clock(): Clock {
    return this.#parts.clock;
  }
  /** Why the journal could not be written last; null where it could. */
  get journalProblem(): string | null {
    return this.#journalProblem;
  }
  /** In the order of the configuration, then those that it does not know any more. */
  get names(): readonly ComponentName[] {
    return [...this.#actors.keys()];
  }
  get actors(): readonly ComponentActor[] {
    return [...this.#actors.values()];
  }
  get unconfigured(): readonly ComponentName[] {
    return [...this.#unconfigured];
  }

  /** What each component needs, of those that are there. */
  get needs(): Needs<ComponentName> {
    return new Map(this.actors.map((actor) => [actor.name, actor.spec.after.filter((name) => this.#actors.has(name))]));
  }

  has(name: ComponentName): boolean {
    return this.#actors.has(name);
  }

  /** The component. The name must be one of {@link names}. */
  actor(name: ComponentName): ComponentActor {
    const actor = this.#actors.get(name);
    if (actor === undefined) throw new FaultError({ code: "UNKNOWN_COMPONENT", names: [name], known: this.names });
    return actor;
  }

  desired(name: ComponentName): Desired {
    return this.#desired.get(name) ?? "down";
  }

  /**
   * Takes in a configuration. Running processes are never touched: a changed command counts from the next start on,
   * everything else at once; a new component is stopped; one that is not configured any more stays until it ends.
   */
  configure(specs: ReadonlyMap<ComponentName, ComponentSpec>): void {
    this.#specs = specs;
    const before = new Map(this.#actors);
    this.#actors.clear();
    for (const [name, spec] of specs) this.#actors.set(name, before.get(name) ?? this.#newActor(spec, recall(null, null)));
    for (const [name, spec] of specs) this.actor(name).spec = spec;
    this.#unconfigured.clear();
    for (const [name, actor] of before) {
      if (specs.has(name)) continue;
      this.#unconfigured.add(name);
      this.#actors.set(name, actor);
    }
    this.#forgetEnded();
    this.#changed(null);
  }

  /**
   * To be called once, first: takes over from an earlier agent, adopts what lives, then brings everything to what was
   * asked last. Nothing is written before what was asked is known again.
   */
  resume(last: JournalState | null, specs: ReadonlyMap<ComponentName, ComponentSpec>, mode: ResumeMode): readonly Survivor[] {
    this.#specs = specs;
    const records: ReadonlyMap<ComponentName, ComponentRecord> = last?.components ?? new Map();
    const survivors = findSurvivors(this.#parts.installation, records);
    this.#recall(records, new Map(survivors.map((survivor) => [survivor.name, survivor])), last);
    if (last?.supervisor === "running" || survivors.length > 0) this.#runningSince = this.clock.now();
    for (const { name, identity, leaderAlive } of survivors) this.#actors.get(name)?.adopt(identity, leaderAlive);
    if (mode === "go-on" && last?.supervisor === "running") this.#wantAgain(survivors);
    this.#changed(null);
    return survivors;
  }

  /** The Server Supervisor starts to run, or starts anew. */
  begin(): void {
    this.#runningSince = this.clock.now();
    this.#changed(null);
  }

  /** The Server Supervisor does not run any more. Resolves when that is on disk. */
  async end(): Promise<void> {
    this.#runningSince = null;
    this.#forgetEnded();
    this.#changed(null);
    await this.#journal.save();
  }

  /** Records what is asked, durably, before anything is done. Rejects with NOT_DURABLE, and then nothing is asked. */
  async ask(names: readonly ComponentName[], desired: Desired, running: boolean): Promise<void> {
    const before = new Map(names.map((name) => [name, this.desired(name)]));
    const wasRunning = this.#runningSince;
    for (const name of names) this.#desired.set(name, desired);
    if (running) this.#runningSince ??= this.clock.now();
    try {
      await this.#journal.save();
    } catch (error) {
      for (const [name, value] of before) this.#desired.set(name, value);
      this.#runningSince = wasRunning;
      this.#changed(null); // gates that it closed, and a file that may have the new text though its write failed
      throw error;
    }
    this.#journalProblem = null;
    if (wasRunning === null && this.running) this.#changes.tell(null);
  }

  /** What a component that waits is waiting for: what it needs, is wanted up, and is neither ready nor done. */
  waitingFor(name: ComponentName): readonly ComponentName[] {
    return this.actor(name).spec.after.filter((needed) => {
      const actor = this.#actors.get(needed);
      return actor !== undefined && this.desired(needed) === "up" && !actor.ready && !actor.done;
    });
  }

  status(name: ComponentName): ComponentStatus {
    return statusOf(this.actor(name), this.#facts(name));
  }
  /** The same of several, at one moment. */
  statuses(names: readonly ComponentName[]): readonly ComponentStatus[] {
    const sinceBoot = secondsSinceBoot();
    return names.map((name) => statusOf(this.actor(name), { ...this.#facts(name), sinceBoot }));
  }
  progress(name: ComponentName): Progress {
    return progressOf(this.actor(name), this.#facts(name));
  }
  reason(name: ComponentName): string | null {
    return reasonOf(this.actor(name), this.#facts(name));
  }

  /** Calls back after every change until the returned function is called. */
  onChange(listener: ChangeListener): () => void {
    return this.#changes.onChange(listener);
  }

  /** Resolves as soon as the condition holds, asked now and after every change; rejects with the signal's reason. */
  until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    return this.#changes.until(condition, signal);
  }

  /** Ends all watching and writes the journal a last time. The processes go on. */
  async close(): Promise<void> {
    this.#cancelRetry();
    for (const actor of this.actors) actor.release();
    await this.#journal.save().catch((error) => this.#parts.around.log.error({ why: messageOf(error) }, "journal"));
  }

  #facts(name: ComponentName): ReportFacts {
    return {
      clock: this.clock,
      desired: this.desired(name),
      waitingFor: this.waitingFor(name),
      logFile: this.#parts.logFileOf(name),
    };
  }

  #newActor(spec: ComponentSpec, memory: ComponentMemory): ComponentActor {
    return new ComponentActor(spec, this.#parts.around, memory, (actor) => this.#changed(actor.name));
  }

  #recall(
    records: ReadonlyMap<ComponentName, ComponentRecord>,
    survivors: ReadonlyMap<ComponentName, Survivor>,
    last: JournalState | null,
  ): void {
    for (const name of new Set([...this.#specs.keys(), ...records.keys(), ...survivors.keys()])) {
      const record = records.get(name) ?? null;
      const spec = this.#specs.get(name) ?? (survivors.has(name) ? (record?.spec ?? bareSpec(name)) : undefined);
      if (spec === undefined) continue;
      this.#actors.set(name, this.#newActor(spec, recall(record, survivors.get(name) ?? null)));
      if (!this.#specs.has(name)) this.#unconfigured.add(name);
      // Without a journal, what lives was wanted.
      this.#desired.set(name, record?.desired ?? (last === null && survivors.has(name) ? "up" : "down"));
      if (survivors.has(name) && this.desired(name) === "up") this.actor(name).expectUp();
    }
  }

  #wantAgain(survivors: readonly Survivor[]): void {
    const alive = new Set(survivors.map((survivor) => survivor.name));
    for (const actor of this.actors) {
      if (!alive.has(actor.name) && this.desired(actor.name) === "up") actor.want(true);
    }
  }

  #changed(name: ComponentName | null): void {
    if (name !== null && this.#unconfigured.has(name)) this.#forgetEnded([name]); // first, so that no gate opens for it
    this.#openGates();
    this.#save();
    this.#changes.tell(name);
  }

  #save(): void {
    this.#journal.save().then(
      () => {
        this.#journalProblem = null;
      },
      (error) => this.#journalFailed(messageOf(error)),
    );
  }

  /** What could not be written is written as soon as it can be, also where nothing changes any more. */
  #journalFailed(problem: string): void {
    if (this.#journalProblem === null) this.#parts.around.log.error({ problem }, "the journal cannot be written");
    this.#journalProblem = problem;
    this.#cancelRetry();
    this.#cancelRetry = this.clock.after(WRITE_AGAIN, () => this.#save(), { idle: true });
  }

  #openGates(): void {
    for (const actor of this.actors) {
      // One that waits while everything is being stopped must not slip through because nothing is wanted any more.
      const wanted = actor.slot.phase.at === "waiting" && this.desired(actor.name) === "up";
      if (wanted && this.waitingFor(actor.name).length === 0) actor.clear();
    }
  }

  /** @param names one alone where it has changed: while several are taken over, the others have no processes yet. */
  #forgetEnded(names: Iterable<ComponentName> = this.#unconfigured): void {
    for (const name of names) {
      const actor = this.#actors.get(name);
      if (actor !== undefined && (actor.process !== null || actor.slot.phase.at === "launching")) continue;
      actor?.release();
      this.#actors.delete(name);
      this.#desired.delete(name);
      this.#unconfigured.delete(name);
    }
  }

  #toRemember(): JournalState {
    const components = this.actors.map((actor) => [actor.name, remember(actor, this.desired(actor.name))] as const);
    return { supervisor: this.running ? "running" : "stopped", components: new Map(components) };
  }
}
