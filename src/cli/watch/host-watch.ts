import { type Clock, sleep } from "../../core/clock.ts";
import { type MonoMs, type Ms, ms } from "../../core/duration.ts";
import { FaultError, messageOf } from "../../core/fault.ts";
import type { CallContext, WatchQuery, WatchUpdate } from "../../core/host-service.ts";
import type { HostStatus } from "../../core/status.ts";
import { applyUpdate, type Watched } from "./apply-update.ts";
import type { AttemptGate } from "./attempt-gate.ts";
import type { WatchConnection, WatchSource } from "./fleet-watch.ts";
import { chanceOf, LONGEST_PAUSE, retryPause } from "./retry-pause.ts";
import type { WatchedHost } from "./watched-host.ts";

/** What the watches of several hosts have in common. */
export interface HostWatchParts {
  readonly clock: Clock;
  readonly usageEvery: Ms;
  readonly firstWordWithin: Ms;
  readonly gate: AttemptGate;
  callContext(signal: AbortSignal): CallContext;
  /** Told after each change. */
  changed(host: WatchedHost): void;
}

/** One life of the stream. */
interface Attempt {
  readonly ending: AbortController;
  /** When it began, or the host said something last. */
  spokenSince: MonoMs;
  /** Since its first word; null: none has come. */
  liveSince: MonoMs | null;
  asking: boolean;
}

/** Why a stream is left that was not lost: what it tells means nothing without a snapshot. */
const BEGIN_ANEW = Symbol("begin anew");

/** So many figures may be missing. */
const MISSED = 3;
/** After so many attempts a host waits for those that were lost a moment ago. */
const OFTEN = 3;
/** Who was there for a shorter time has not come back for good, so that the next pause is longer still. */
const STEADY = ms(5_000);
/** An agent that tells no figures is asked for them, at most so often. */
const ASK_EVERY = ms(5_000);

/** The warm stream of changes from one host: kept open, and opened anew for ever. */
export class HostWatch {
  readonly #source: WatchSource;
  readonly #parts: HostWatchParts;
  readonly #chance: () => number;
  #watched: Watched;
  #connection: WatchConnection | null = null;
  #attempt: Attempt | null = null;
  #attempts = 0;
  /** Its own: a signal that a thousand hosts listen to would be slow, and is warned of. */
  readonly #closing = new AbortController();

  constructor(source: WatchSource, parts: HostWatchParts) {
    this.#source = source;
    this.#parts = parts;
    this.#chance = chanceOf(source.name);
    this.#watched = { host: unheard(source.name), position: null, figuresAt: 0 };
  }

  get host(): WatchedHost {
    return this.#watched.host;
  }

  /** Resolves when it has ended after {@link close}; never rejects. */
  async run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const error = await this.#once(signal);
      if (signal.aborted) break;
      if (error !== null) this.#lost(error);
      const longest = this.#source.retryWithin ?? LONGEST_PAUSE;
      await sleep(this.#parts.clock, retryPause(Math.max(1, this.#attempts), this.#chance(), longest), signal).catch(() => {});
    }
    this.#drop();
  }

  close(): void {
    this.#closing.abort();
  }

  /** To be called now and then: gives up a host that has been silent for too long, and asks one that tells no figures. */
  look(now: MonoMs): void {
    const attempt = this.#attempt;
    if (attempt === null) return;
    const silent = now - attempt.spokenSince;
    const tellsFigures = this.#watched.position?.epoch !== "";
    if (attempt.liveSince !== null && !tellsFigures) {
      if (silent >= Math.max(ASK_EVERY, this.#parts.usageEvery)) void this.#ask(attempt);
      return;
    }
    const most = attempt.liveSince === null ? this.#parts.firstWordWithin : MISSED * this.#parts.usageEvery;
    if (silent >= most) attempt.ending.abort(this.#notResponding(ms(most)));
  }

  /** Resolves with why it was lost; null: it was not, and has only to begin with a snapshot. */
  async #once(signal: AbortSignal): Promise<FaultError | null> {
    const leave = await this.#parts.gate.enter(this.#attempts > OFTEN);
    const ending = new AbortController();
    const onClose = () => ending.abort(new FaultError({ code: "CANCELLED", why: "it is watched no more" }));
    if (signal.aborted) onClose();
    signal.addEventListener("abort", onClose, { once: true });
    const attempt: Attempt = { ending, spokenSince: this.#parts.clock.now(), liveSince: null, asking: false };
    this.#attempt = attempt;
    try {
      await this.#read(attempt, leave);
      return null;
    } catch (error) {
      const reason: unknown = ending.signal.aborted ? ending.signal.reason : error;
      return reason === BEGIN_ANEW ? null : faultOf(reason);
    } finally {
      leave();
      signal.removeEventListener("abort", onClose);
      this.#attempt = null;
      ending.abort();
    }
  }

  async #read(attempt: Attempt, leave: () => void): Promise<void> {
    const { clock } = this.#parts;
    const { signal } = attempt.ending;
    const connection = await this.#connected(signal);
    for await (const update of connection.watch(this.#query(), this.#parts.callContext(signal))) {
      leave();
      attempt.spokenSince = clock.now();
      attempt.liveSince ??= clock.now();
      if (clock.now() - attempt.liveSince >= STEADY) this.#attempts = 0;
      this.#take(update);
      if (update.t === "usage" && this.#watched.position === null) return;
    }
    signal.throwIfAborted();
    throw new FaultError({ code: "AGENT_ERROR", cause: "it ended the stream of changes" });
  }

  async #connected(signal: AbortSignal): Promise<WatchConnection> {
    signal.throwIfAborted();
    if (this.#connection !== null) return this.#connection;
    const opening = Promise.resolve(this.#source.open());
    const given = new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(signal.reason), { once: true }),
    );
    try {
      this.#connection = await Promise.race([opening, given]);
      return this.#connection;
    } catch (error) {
      void opening.then(
        (late) => late.close(),
        () => {},
      );
      throw error;
    }
  }

  #query(): WatchQuery {
    const { position } = this.#watched;
    const resume = position !== null && position.epoch !== ""; // without an epoch a number may be of another life
    return {
      afterSequence: resume ? position.sequence : 0,
      ...(resume && { epoch: position.epoch }),
      usageEvery: this.#parts.usageEvery,
      expectedHost: this.#source.expectedHost ?? this.#source.name,
    };
  }

  #take(update: WatchUpdate): void {
    const { clock } = this.#parts;
    this.#put(applyUpdate(this.#watched, update, { now: clock.now(), wall: clock.wall() }));
  }

  async #ask(attempt: Attempt): Promise<void> {
    const { signal } = attempt.ending;
    if (attempt.asking || this.#connection === null) return;
    attempt.asking = true;
    try {
      const expectedHost = this.#source.expectedHost ?? this.#source.name;
      const status = await this.#connection.status({ components: [], expectedHost }, this.#parts.callContext(signal));
      if (signal.aborted) return;
      attempt.spokenSince = this.#parts.clock.now();
      this.#take(figuresOf(status));
      if (this.#watched.position === null) attempt.ending.abort(BEGIN_ANEW);
    } catch (error) {
      attempt.ending.abort(faultOf(error));
    } finally {
      attempt.asking = false;
    }
  }

  #lost(error: FaultError): void {
    const { clock } = this.#parts;
    // Only a host that was not reached keeps its connection, which goes on trying.
    if (error.fault.code !== "UNREACHABLE") this.#drop();
    this.#attempts++;
    const { host } = this.#watched;
    const since = host.link.t === "lost" ? host.link.since : clock.now();
    this.#put({ ...this.#watched, host: { ...host, link: { t: "lost", error, attempts: this.#attempts, since } } });
  }

  #put(watched: Watched): void {
    this.#watched = watched;
    this.#parts.changed(watched.host);
  }

  #drop(): void {
    this.#connection?.close();
    this.#connection = null;
  }

  #notResponding(afterMs: Ms): FaultError {
    return new FaultError({ code: "NOT_RESPONDING", target: this.#source.name, pid: null, afterMs });
  }
}

const faultOf = (error: unknown): FaultError =>
  error instanceof FaultError ? error : new FaultError({ code: "AGENT_ERROR", cause: messageOf(error) });

const unheard = (name: string): WatchedHost => ({
  name,
  link: { t: "connecting" },
  status: null,
  statusAt: null,
  heardAt: null,
  clockOffsetMs: null,
  memory: new Map(),
  dropped: 0,
});

/** The figures in a status of an agent that tells none by itself, and knows no lives. */
const figuresOf = ({ supervisor, components }: HostStatus): WatchUpdate => ({
  sequence: 0,
  at: new Date(0),
  epoch: "",
  t: "usage",
  supervisor: supervisor.usage,
  components,
});
