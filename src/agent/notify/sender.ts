import { between, type CancelTimer, type Clock, sleep } from "../../core/clock.ts";
import { type Ms, ms } from "../../core/duration.ts";
import type { NotificationTrial } from "../../core/host-reports.ts";
import type { NotificationConfig } from "../../core/notification.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import { nameOf } from "./attempt.ts";
import type { Happening, Told } from "./happening.ts";
import { hold, type Summary } from "./held-back.ts";
import { countOf, type Matter, type Message, sentence } from "./message.ts";
import { RateBucket } from "./rate-bucket.ts";
import { retryDelay } from "./retry-delay.ts";

/** What a sender works with. */
export interface SenderParts {
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly agentLife: string;
  host(): string;
  /** From 0 to 1. */
  random(): number;
  /** Tries once; see `attempt`. */
  attempt(message: Message, signal: AbortSignal): Promise<string | null>;
}

/** What became of messages, and of what they stand for, since the sender began. */
export interface SenderFigures {
  readonly name: string;
  readonly delivered: number;
  readonly failed: number;
  /** Happenings that no message told. */
  readonly lost: number;
  /** Happenings that wait for the rate limit. */
  readonly held: number;
  /** Messages that wait to be sent. */
  readonly waiting: number;
}

/** So many messages wait while another is being sent; then the oldest goes. */
export const MOST_QUEUED = 100;

/**
 * Sends what one notification is for, one message after the other: in order, at its rate, again where it failed. It never makes anybody
 * wait; what it has to let go is counted, and said in the next message that gets through.
 */
export class Sender {
  readonly config: NotificationConfig;
  readonly #parts: SenderParts;
  readonly #bucket: RateBucket;
  readonly #queue: Matter[] = [];
  readonly #ending = new AbortController();
  #held: Summary | null = null;
  #sequence = 0;
  #cancelSummary: CancelTimer = () => {};
  #sending: Promise<void> | null = null;
  /** Of these nobody who listens there has heard. */
  #untold = 0;
  #delivered = 0;
  #failed = 0;
  #lost = 0;
  #trouble: { readonly times: number; readonly since: Date; readonly why: string } | null = null;

  constructor(config: NotificationConfig, parts: SenderParts) {
    this.config = config;
    this.#parts = parts;
    this.#bucket = new RateBucket(config.rate);
  }

  /** What an operator should know of it, each one sentence. */
  get warnings(): readonly string[] {
    if (this.#trouble === null) return [];
    const { times, since, why } = this.#trouble;
    return [
      `notification ${this.config.name} failed ${times === 1 ? "once" : `${times} times`} since ${since.toISOString()}: ${why}`,
    ];
  }

  get figures(): SenderFigures {
    const [held, waiting] = [this.#held?.count ?? 0, this.#queue.length];
    return { name: this.config.name, delivered: this.#delivered, failed: this.#failed, lost: this.#lost, held, waiting };
  }

  /** Takes in what has happened, where this notification is for it. */
  offer({ faces, concerns, sequence }: Happening): void {
    const { on, components } = this.config;
    const told = faces.find(({ event }) => on.includes(event));
    const isMeant = components.length === 0 || concerns.length === 0 || concerns.some((name) => components.includes(name));
    if (told === undefined || !isMeant || this.#ending.signal.aborted) return;
    this.#sequence = sequence;
    if (this.#held === null && this.#bucket.take(this.#parts.clock.now())) this.#send({ t: "told", told, sequence });
    else this.#holdBack(told);
  }

  /** Sends a trial, at once and once only, whatever the rate. */
  async trial(by: string, signal: AbortSignal): Promise<NotificationTrial> {
    const { clock, log } = this.#parts;
    const began = clock.now();
    const { name } = this.config;
    const ending = AbortSignal.any([signal, this.#ending.signal]);
    const why = await this.#parts.attempt(this.#message({ t: "trial", by, at: clock.wall() }), ending);
    const durationMs = Math.round(between(began, clock.now()));
    log.info({ notification: name, by, why }, "trial of a notification");
    const message = why ?? `${nameOf(this.config.way)} took it`;
    return { name, ok: why === null, attempts: 1, durationMs, message };
  }

  /** Takes in nothing more, and gives what waits so much time. Never rejects. */
  async close(grace: Ms): Promise<void> {
    this.#summarise();
    const { clock } = this.#parts;
    const cancel = clock.after(grace, () => this.#ending.abort(new DOMException("the agent ends", "AbortError")));
    await this.#sending;
    cancel();
    this.#ending.abort(new DOMException("the agent ends", "AbortError"));
    const { waiting } = this.figures;
    if (waiting > 0) this.#parts.log.warn({ notification: this.config.name, waiting }, "notifications are given up");
  }

  #holdBack(told: Told): void {
    const { clock, host } = this.#parts;
    if (this.#held === null) {
      const rest = between(clock.now(), this.#bucket.nextAt(clock.now()));
      this.#cancelSummary = clock.after(rest, () => this.#summarise(), { idle: true });
    }
    this.#held = hold(this.#held, told, sentence(told, host()));
  }

  #summarise(): void {
    this.#cancelSummary();
    if (this.#held === null) return;
    this.#bucket.take(this.#parts.clock.now());
    this.#send({ t: "summary", summary: this.#held, sequence: this.#sequence });
    this.#held = null;
  }

  #send(matter: Matter): void {
    this.#queue.push(matter);
    const oldest = this.#queue.length > MOST_QUEUED ? this.#queue.shift() : undefined;
    if (oldest !== undefined) this.#lose(oldest);
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = null;
    });
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      if (this.#ending.signal.aborted) return void this.#queue.unshift(next);
      await this.#sendOne(next);
    }
  }

  async #sendOne(matter: Matter): Promise<void> {
    const { signal } = this.#ending;
    const { clock, random, attempt } = this.#parts;
    for (let failed = 0; ; ) {
      const untold = this.#untold;
      const why = await attempt(this.#message(matter), signal).catch(String);
      if (why === null) return this.#gotThrough(untold);
      failed++;
      if (signal.aborted || failed > this.config.retries) return this.#gaveUp(matter, why, failed);
      await sleep(clock, retryDelay(failed, random()), signal).catch(() => {});
    }
  }

  #gotThrough(untold: number): void {
    const { log, clock } = this.#parts;
    if (this.#trouble !== null)
      log.info({ notification: this.config.name, at: clock.wall(), untold }, "notifications get through again");
    this.#trouble = null;
    this.#delivered++;
    this.#untold -= untold;
  }

  #gaveUp(matter: Matter, why: string, attempts: number): void {
    const { log, clock } = this.#parts;
    log.warn({ notification: this.config.name, why, attempts }, "a notification was not delivered");
    const { times, since } = this.#trouble ?? { times: 0, since: clock.wall() };
    this.#trouble = { times: times + 1, since, why };
    this.#failed++;
    this.#lose(matter);
  }

  #lose(matter: Matter): void {
    this.#lost += countOf(matter);
    this.#untold += countOf(matter);
  }

  #message(matter: Matter): Message {
    const { agentLife, host } = this.#parts;
    return { host: host(), notification: this.config.name, agentLife, lost: matter.t === "trial" ? 0 : this.#untold, matter };
  }
}

/** How long notifications may take when the agent ends. */
export const GRACE = ms(1_000);
