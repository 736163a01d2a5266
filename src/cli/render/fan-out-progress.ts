import type { CancelTimer, Clock } from "../../core/clock.ts";
import { ms, seconds } from "../../core/duration.ts";
import type { Outcome } from "../../fleet/outcome.ts";
import type { CommandContext } from "../command-context.ts";
import type { TextOutput } from "../terminal.ts";
import { fanOutLine, fanOutWords } from "./fan-out-line.ts";
import type { Paint } from "./paint.ts";

/** Shows how a question to many hosts goes on. */
export interface FanOutView {
  begun(host: string): void;
  ended(host: string, outcome: Outcome): void;
  /** Writes something in between; on a screen it stands above the line that is redrawn. */
  print(write: () => void): void;
  /** Leaves the terminal clean. To be called before anything else is written. Safe to call twice. */
  close(): void;
}

/** For whoever asked for silence, and for questions that need no patience. */
export const silentFanOut: FanOutView = { begun() {}, ended() {}, print: (write) => write(), close() {} };

/** One line redrawn in place on a terminal that can, a line every few seconds elsewhere, nothing with `--quiet`. */
export function chooseFanOut({ choices, terminal, paint }: CommandContext, total: number): FanOutView {
  if (choices.quiet) return silentFanOut;
  const { stderr, clock } = terminal;
  const redraws = stderr.isTerminal && terminal.env.TERM !== "dumb";
  return redraws ? new LiveFanOut(stderr, paint.stderr, clock, total) : new FanOutLines(stderr, clock, total);
}

/** Who has been asked and what came of it. */
class Counted {
  readonly counts: Record<Outcome, number> = { ok: 0, failed: 0, unreachable: 0, unknown: 0 };
  readonly pending = new Set<string>();
  readonly total: number;

  constructor(total: number) {
    this.total = total;
  }

  ended(host: string, outcome: Outcome): void {
    this.pending.delete(host);
    this.counts[outcome]++;
  }
}

const FIRST_AFTER = ms(300); // what is quicker than this would only flicker
const REDRAW_EVERY = ms(100);
const USUAL_WIDTH = 80;

/** A bar, counts, and who is waited for, on one line. */
export class LiveFanOut implements FanOutView {
  readonly #out: TextOutput;
  readonly #paint: Paint;
  readonly #clock: Clock;
  readonly #state: Counted;
  #drawn = "";
  #tick: CancelTimer;

  constructor(out: TextOutput, paint: Paint, clock: Clock, total: number) {
    this.#out = out;
    this.#paint = paint;
    this.#clock = clock;
    this.#state = new Counted(total);
    this.#tick = clock.after(FIRST_AFTER, () => this.#draw(), { idle: true });
  }

  begun(host: string): void {
    this.#state.pending.add(host);
  }

  ended(host: string, outcome: Outcome): void {
    this.#state.ended(host, outcome);
  }

  print(write: () => void): void {
    const wiped = this.#wiped();
    if (wiped !== "") this.#out.write(wiped);
    write();
  }

  close(): void {
    this.#tick();
    const wiped = this.#wiped();
    if (wiped !== "") this.#out.write(wiped);
  }

  #draw(): void {
    const line = fanOutLine(this.#state, (this.#out.columns ?? USUAL_WIDTH) - 1, this.#paint); // a full line would wrap
    if (line !== this.#drawn) {
      this.#out.write(`${this.#wiped()}${line}\n`);
      this.#drawn = line;
    }
    this.#tick = this.#clock.after(REDRAW_EVERY, () => this.#draw(), { idle: true });
  }

  #wiped(): string {
    const up = this.#drawn === "" ? "" : "\x1b[1A\x1b[J";
    this.#drawn = "";
    return up;
  }
}

const LINE_EVERY = seconds(5);

/** A line now and then, for everything that is no terminal. */
export class FanOutLines implements FanOutView {
  readonly #out: TextOutput;
  readonly #clock: Clock;
  readonly #state: Counted;
  #tick: CancelTimer;

  constructor(out: TextOutput, clock: Clock, total: number) {
    this.#out = out;
    this.#clock = clock;
    this.#state = new Counted(total);
    this.#tick = this.#next();
  }

  begun(host: string): void {
    this.#state.pending.add(host);
  }

  ended(host: string, outcome: Outcome): void {
    this.#state.ended(host, outcome);
  }

  print(write: () => void): void {
    write();
  }

  close(): void {
    this.#tick();
  }

  #next(): CancelTimer {
    return this.#clock.after(
      LINE_EVERY,
      () => {
        this.#out.write(`${fanOutWords(this.#state)}\n`);
        this.#tick = this.#next();
      },
      { idle: true },
    );
  }
}
