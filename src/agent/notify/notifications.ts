import type { CancelTimer, Clock } from "../../core/clock.ts";
import { seconds } from "../../core/duration.ts";
import { FaultError, messageOf } from "../../core/fault.ts";
import type { NotificationTrial } from "../../core/host-reports.ts";
import type { ComponentName } from "../../core/names.ts";
import { nearestWord } from "../../core/nearest-word.ts";
import type { NotificationConfig } from "../../core/notification.ts";
import type { ComponentStatus } from "../../core/status.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import type { Environment } from "../../supervisor/child-environment.ts";
import type { ServerSupervisor } from "../../supervisor/server-supervisor.ts";
import type { Change, Observer } from "../change.ts";
import { attempt } from "./attempt.ts";
import type { Happening } from "./happening.ts";
import { firstSeen, judgeComponent, type Look, type Seen } from "./judge-component.ts";
import { MemoryLook } from "./memory-look.ts";
import { OperationLook } from "./operation-look.ts";
import { GRACE, Sender, type SenderFigures } from "./sender.ts";

/** What notifications need of the agent around them. */
export interface NotificationParts {
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly env: Environment;
  readonly supervisor: ServerSupervisor;
  /** Tells this life of the agent from others. */
  agentLife(): string;
  /** Name of this host, as the configuration has it now. */
  host(): string;
  random(): number;
}

const LOOK_AT_MEMORY_EVERY = seconds(10);

/** Tells those whom the configuration names what happens on this host. Without any it does nothing. */
export class Notifications implements Observer {
  readonly #parts: NotificationParts;
  #senders: readonly Sender[] = [];
  readonly #closing = new Set<Promise<void>>();
  readonly #seen = new Map<ComponentName, Seen>();
  readonly #operations = new OperationLook();
  readonly #memory = new MemoryLook();
  #sequence = 0;
  #cancelLook: CancelTimer = () => {};

  constructor(parts: NotificationParts) {
    this.#parts = parts;
  }

  /** What an operator should know, each one sentence. */
  get warnings(): readonly string[] {
    return this.#senders.flatMap((sender) => sender.warnings);
  }

  get figures(): readonly SenderFigures[] {
    return this.#senders.map((sender) => sender.figures);
  }

  /** Tells these from now on. One that stays as it was goes on with what it has in hand. */
  use(configs: readonly NotificationConfig[]): void {
    const before = new Map(this.#senders.map((sender) => [JSON.stringify(sender.config), sender]));
    if (this.#senders.length === 0) this.#lookAnew();
    this.#senders = configs.map((config) => {
      const same = before.get(JSON.stringify(config));
      before.delete(JSON.stringify(config));
      return same ?? this.#newSender(config);
    });
    for (const sender of before.values()) this.#close(sender);
    this.#watchMemory();
  }

  changed(change: Change): void {
    if (this.#senders.length === 0 && change.t !== "operation") return;
    if (change.t === "component") this.#componentChanged(change.component);
    else if (change.t === "operation") this.#happened(this.#operations.changed(change.operation, this.#parts.clock.wall()));
  }

  /** Sends a trial to the notifications of those names; none: to all. Rejects with INVALID_REQUEST where one is not configured. */
  async test(names: readonly string[], by: string, signal: AbortSignal): Promise<readonly NotificationTrial[]> {
    const known = this.#senders.map(({ config }) => config.name);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) throw new FaultError({ code: "INVALID_REQUEST", problem: unknownName(unknown, known) });
    const meant = this.#senders.filter(({ config }) => names.length === 0 || names.includes(config.name));
    return await Promise.all(meant.map((sender) => sender.trial(by, signal)));
  }

  /** Ends them all, with a little time for what they have in hand. Never rejects. */
  async close(): Promise<void> {
    this.#cancelLook();
    for (const sender of this.#senders) this.#close(sender);
    this.#senders = [];
    await Promise.all(this.#closing);
  }

  #newSender(config: NotificationConfig): Sender {
    const { clock, log, env, host, random, agentLife } = this.#parts;
    return new Sender(config, {
      clock,
      log,
      host,
      random,
      agentLife: agentLife(),
      attempt: (message, signal) => attempt(config.way, message, { clock, env }, signal),
    });
  }

  #close(sender: Sender): void {
    const closed = sender.close(GRACE).catch((error) => this.#parts.log.error({ why: messageOf(error) }, "internal error"));
    this.#closing.add(closed);
    void closed.then(() => this.#closing.delete(closed));
  }

  /** How things stand when somebody begins to be told is no news. */
  #lookAnew(): void {
    this.#seen.clear();
    const { supervisor } = this.#parts;
    for (const name of supervisor.names) this.#seen.set(name, firstSeenOf(this.#lookAt(supervisor.status(name))));
  }

  #componentChanged(status: ComponentStatus): void {
    const look = this.#lookAt(status);
    const before = this.#seen.get(status.name);
    const [seen, faces] = before === undefined ? [firstSeenOf(look), []] : judgeComponent(before, look);
    this.#seen.set(status.name, seen);
    this.#forgetGone();
    const [first, ...others] = faces;
    if (first !== undefined) this.#happened({ concerns: [status.name], faces: [first, ...others] });
  }

  #lookAt(status: ComponentStatus): Look {
    const { supervisor, clock } = this.#parts;
    const phase = supervisor.has(status.name) ? supervisor.actor(status.name).slot.phase : null;
    const overdue = phase?.at === "starting" && phase.overdue;
    return { status, overdue, asked: this.#operations.on(status.name), at: clock.wall() };
  }

  /** Names come and go with the configuration. */
  #forgetGone(): void {
    const { supervisor } = this.#parts;
    if (this.#seen.size <= supervisor.names.length) return;
    for (const name of this.#seen.keys()) if (!supervisor.has(name)) this.#seen.delete(name);
  }

  #happened(what: Pick<Happening, "concerns" | "faces"> | null): void {
    if (what === null || this.#senders.length === 0) return;
    const happening = { sequence: ++this.#sequence, ...what };
    for (const sender of this.#senders) sender.offer(happening);
  }

  #watchMemory(): void {
    this.#cancelLook();
    if (!this.#senders.some(({ config }) => config.on.includes("memory"))) return;
    const { clock, supervisor } = this.#parts;
    for (const told of this.#memory.look(supervisor.actors, clock.wall()))
      this.#happened({ concerns: told.component === null ? [] : [told.component], faces: [told] });
    this.#cancelLook = clock.after(LOOK_AT_MEMORY_EVERY, () => this.#watchMemory(), { idle: true });
  }
}

/** What is older than this agent was taken over, and its start is no news. */
const firstSeenOf = (look: Look): Seen =>
  firstSeen(look, look.status.uptimeSeconds === null || look.status.uptimeSeconds < process.uptime());

function unknownName(name: string, known: readonly string[]): string {
  if (known.length === 0) return "no notifications are configured";
  const near = nearestWord(name, known);
  return `there is no notification ${JSON.stringify(name)}; ${near === null ? `there are: ${known.join(", ")}` : `did you mean ${near}?`}`;
}
