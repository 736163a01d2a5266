import { randomBytes } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { type Ms, ms } from "../../core/duration.ts";
import type { ActionCard, Hello, HostCard, LiveMessage, RolloutCard } from "../../web/protocol.ts";
import { shownJson } from "./shown-json.ts";

/** How often a page that hears nothing else hears that the dashboard lives. */
export const BEAT_EVERY = ms(5_000);

/** A card as it goes over, and since which update it is so. */
interface Kept {
  readonly json: string;
  readonly version: number;
}

/** One server-sent event. */
export interface FeedEvent {
  /** What to resume after; null: the event moves nothing on. */
  readonly id: string | null;
  readonly data: string;
}

/**
 * How everything stands, and what has changed since when. It keeps states and no queue: a reader that is slow, or that comes back,
 * gets what has changed since its last id as it is now, so nothing grows with the number or slowness of readers. An id of
 * another life of the dashboard gets a snapshot.
 */
export class LiveFeed {
  readonly #clock: Clock;
  readonly #hello: string;
  readonly #epoch = randomBytes(6).toString("base64url");
  readonly #hosts = new Map<string, Kept>();
  #rollouts: Kept = { json: "[]", version: 0 };
  #actions: Kept = { json: "[]", version: 0 };
  #version = 1;
  #ended = false;
  #waiting = new Set<() => void>();

  constructor(clock: Clock, hello: Hello) {
    this.#clock = clock;
    this.#hello = shownJson(hello);
  }

  /** Takes in hosts as they are now. What is as before is no change. */
  setHosts(cards: readonly HostCard[]): void {
    const version = this.#version + 1;
    let changed = false;
    for (const card of cards) {
      const json = shownJson(card);
      if (this.#hosts.get(card.name)?.json === json) continue;
      this.#hosts.set(card.name, { json, version });
      changed = true;
    }
    if (changed) this.#publish(version);
  }

  setRollouts(cards: readonly RolloutCard[]): void {
    const json = shownJson(cards);
    if (json === this.#rollouts.json) return;
    this.#rollouts = { json, version: this.#version + 1 };
    this.#publish(this.#version + 1);
  }

  setActions(cards: readonly ActionCard[]): void {
    this.#actions = { json: shownJson(cards), version: this.#version + 1 };
    this.#publish(this.#version + 1);
  }

  /** Tells every reader that the dashboard ends; their streams end with that. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /**
   * What one reader gets, until the signal aborts: a snapshot, or what has changed since it left; then changes. It is asked for
   * the next event when the reader has room for one.
   * @param lastId of the last event that the reader has; null: none.
   */
  async *read(lastId: string | null, signal: AbortSignal): AsyncGenerator<FeedEvent> {
    let seen = this.#known(lastId);
    if (seen === null) {
      seen = this.#version;
      yield { id: this.#id(seen), data: this.#snapshot() };
    }
    for (;;) {
      if (signal.aborted) return;
      if (this.#ended) return yield { id: null, data: this.#message({ t: "bye" }) };
      if (seen < this.#version) {
        const since: number = seen;
        seen = this.#version;
        yield { id: this.#id(seen), data: this.#changes(since) };
      } else if (!(await this.#news(BEAT_EVERY, signal))) yield { id: null, data: this.#message({ t: "beat" }) };
    }
  }

  #publish(version: number): void {
    this.#version = version;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }

  /** True where there is something new, or nothing more to wait for; false after that time. */
  #news(within: Ms, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (news: boolean) => {
        cancel();
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve(news);
      };
      const wake = () => done(true);
      const cancel = this.#clock.after(within, () => done(false), { idle: true });
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  #id(version: number): string {
    return `${this.#epoch}.${version}`;
  }

  #known(lastId: string | null): number | null {
    const [epoch, version] = lastId?.split(".") ?? [];
    const seen = Number(version);
    return epoch === this.#epoch && Number.isInteger(seen) && seen >= 1 && seen <= this.#version ? seen : null;
  }

  #snapshot(): string {
    const hosts = [...this.#hosts.values()].map(({ json }) => json).join(",");
    const rest = `"rollouts":${this.#rollouts.json},"actions":${this.#actions.json}`;
    return `{"t":"snapshot","at":${this.#at()},"hello":${this.#hello},"hosts":[${hosts}],${rest}}`;
  }

  #changes(since: number): string {
    const hosts = [...this.#hosts.values()].filter(({ version }) => version > since).map(({ json }) => json);
    const rollouts = this.#rollouts.version > since ? `,"rollouts":${this.#rollouts.json}` : "";
    const actions = this.#actions.version > since ? `,"actions":${this.#actions.json}` : "";
    const merged = this.#version - since - 1;
    return `{"t":"change","at":${this.#at()},"hosts":[${hosts.join(",")}]${rollouts}${actions},"merged":${merged}}`;
  }

  #message(message: { readonly t: "beat" | "bye" }): string {
    return JSON.stringify({ ...message, at: this.#at() } satisfies LiveMessage);
  }

  #at(): number {
    return this.#clock.wall().getTime();
  }
}
