import { humanBytes } from "../../core/bytes.ts";
import { between, type Clock } from "../../core/clock.ts";
import { humanDuration, type MonoMs, ms } from "../../core/duration.ts";
import type { HomePaths } from "../../core/home-paths.ts";
import type { EventBatch, EventsQuery, HostEvent } from "../../core/host-event.ts";
import type { ComponentName } from "../../core/names.ts";
import type { ExitRecord, SupervisorStatus } from "../../core/status.ts";
import type { UsageQuery, UsageSeries } from "../../core/usage-history.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import { isKilledByUs } from "../../supervisor/exit-hint.ts";
import type { Sampler } from "../../supervisor/sampler.ts";
import type { ServerSupervisor } from "../../supervisor/server-supervisor.ts";
import type { Settings } from "../agent-settings.ts";
import type { Change } from "../change.ts";
import type { ComponentFacts } from "./component-story.ts";
import { EventHistory } from "./event-history.ts";
import { OomWatch } from "./oom-watch.ts";
import { UsageFile } from "./usage-file.ts";
import { UsageHistory } from "./usage-history.ts";

/** What the agent's memory needs of the agent around it. */
export interface AgentMemoryParts {
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly paths: Pick<HomePaths, "stateDir">;
  readonly supervisor: ServerSupervisor;
  readonly sampler: Sampler;
  settings(): Pick<Settings, "hash">;
  own(): SupervisorStatus;
  tail(name: ComponentName, lines: number): Promise<readonly string[]>;
}

/** Events of components that are not configured any more are kept so long. */
const KEPT_AFTER = ms(7 * 86_400_000);
/** How often it is looked for them. */
const AGE_OUT_EVERY = ms(3_600_000);

/** All that the agent remembers: what happened, and what was used. */
export class AgentMemory {
  readonly #parts: AgentMemoryParts;
  readonly #events: EventHistory;
  readonly #usage = new UsageHistory();
  readonly #file: UsageFile;
  readonly #oom: OomWatch;
  /** What each used when it was last looked at. */
  readonly #last = new Map<ComponentName, { readonly at: MonoMs; readonly memoryBytes: number }>();
  readonly #endSampling: () => void;
  #agedOutAt: MonoMs | null = null;

  /** Reads what earlier agents left. Never throws. */
  constructor(parts: AgentMemoryParts) {
    const { clock, log, supervisor } = parts;
    const { stateDir } = parts.paths;
    this.#parts = parts;
    this.#oom = new OomWatch(clock);
    this.#file = new UsageFile({ stateDir, clock, log }, this.#usage);
    this.#events = new EventHistory({
      stateDir,
      clock,
      log,
      configHash: parts.settings().hash,
      factsOf: (name) => this.#factsOf(name),
      statuses: () => supervisor.names.map((name) => supervisor.status(name)),
      evidenceOf: (name, exit) => this.#evidenceOf(name, exit),
      tail: (name, lines) => parts.tail(name, lines),
    });
    this.#endSampling = parts.sampler.onSample(() => this.#sampled());
  }

  /** Components of which something is remembered. */
  get components(): readonly ComponentName[] {
    return [...new Set([...this.#events.components, ...this.#usage.components])];
  }
  /** What an operator should know of it, each one sentence. */
  get warnings(): readonly string[] {
    return [...this.#events.warnings, ...this.#file.warnings];
  }

  changed(change: Change): void {
    this.#events.changed(change);
  }

  /** Calls back with every event, in order, until the returned function is called. */
  onEvent(listener: (event: HostEvent) => void): () => void {
    return this.#events.onEvent(listener);
  }

  events(query: EventsQuery, signal: AbortSignal): AsyncGenerator<EventBatch> {
    return this.#events.query(query, signal);
  }

  usage(query: UsageQuery): readonly UsageSeries[] {
    return this.#usage.query(query, this.#parts.clock.wall());
  }

  /** Writes what is not on disk yet. */
  async close(): Promise<void> {
    this.#endSampling();
    await Promise.all([this.#events.close(), this.#file.write()]);
  }

  #sampled(): void {
    const { clock, supervisor, own } = this.#parts;
    const at = clock.wall();
    const { usage } = own();
    if (usage !== null) this.#usage.add(null, at, usage);
    for (const { name, pid, usage } of supervisor.actors) {
      if (pid === null || usage === null) continue;
      this.#usage.add(name, at, usage);
      this.#last.set(name, { at: clock.now(), memoryBytes: usage.memoryBytes });
    }
    const running = supervisor.actors.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid] as const]));
    this.#oom.look(new Map(running));
    this.#file.writeNowAndThen();
    this.#ageOut(at);
  }

  #ageOut(at: Date): void {
    const { clock, supervisor } = this.#parts;
    if (this.#agedOutAt !== null && between(this.#agedOutAt, clock.now()) < AGE_OUT_EVERY) return;
    this.#agedOutAt = clock.now();
    const configured = new Set(supervisor.names);
    this.#events.ageOut(configured, new Date(at.getTime() - KEPT_AFTER));
    this.#usage.ageOut(configured, at);
    this.#oom.keep(configured);
    for (const name of this.#last.keys()) if (!configured.has(name)) this.#last.delete(name);
  }

  #factsOf(name: ComponentName): ComponentFacts {
    const { supervisor } = this.#parts;
    if (!supervisor.has(name)) return { unhealthy: null, late: false, trouble: null };
    const { health, trouble, slot } = supervisor.actor(name);
    const { phase } = slot;
    const late = (phase.at === "starting" && phase.overdue) || (phase.at === "stopping" && phase.stuck);
    return { unhealthy: health, late, trouble };
  }

  /** An end that looks like SIGKILL from elsewhere, or that nobody could see. */
  #evidenceOf(name: ComponentName, exit: ExitRecord): readonly string[] {
    const unseen = exit.code === null && exit.signal === null;
    if (isKilledByUs(exit) || !(exit.signal === "SIGKILL" || exit.code === 137 || unseen)) return [];
    const last = this.#last.get(name);
    if (last === undefined) return this.#oom.evidence(name);
    const age = humanDuration(between(last.at, this.#parts.clock.now()));
    return [
      ...this.#oom.evidence(name),
      `it used ${humanBytes(last.memoryBytes)} of memory when it was last measured, ${age} before`,
    ];
  }
}
