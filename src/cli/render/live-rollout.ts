import type { CancelTimer, Clock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import type { RolloutEvent } from "../../fleet/rollout/rollout-event.ts";
import type { TextOutput } from "../terminal.ts";
import { cutTo, wrapTo } from "./display-width.ts";
import type { Paint } from "./paint.ts";
import { type EventLine, rolloutEventLine } from "./rollout-event-line.ts";
import { rolloutFrame } from "./rollout-frame.ts";
import type { RolloutView } from "./rollout-lines.ts";
import type { RolloutProgress } from "./rollout-progress.ts";

const REDRAW_EVERY = ms(200);
const USUAL_WIDTH = 80;
const INDENT = "  ";

/** A few lines redrawn in place; what went wrong stays above them. While somebody is asked something, nothing is drawn. */
export class LiveRollout implements RolloutView {
  readonly #out: TextOutput;
  readonly #paint: Paint;
  readonly #clock: Clock;
  readonly #progress: RolloutProgress;
  #drawn: readonly string[] = [];
  #isPaused = false;
  #tick: CancelTimer = () => {};

  constructor(out: TextOutput, paint: Paint, clock: Clock, progress: RolloutProgress) {
    this.#out = out;
    this.#paint = paint;
    this.#clock = clock;
    this.#progress = progress;
  }

  event(event: RolloutEvent): void {
    this.#progress.take(event);
    const line = rolloutEventLine(event, this.#progress.batches);
    if (line !== null && line.weight !== "detail") this.#print(line);
    this.#isPaused = event.t === "asking" || event.t === "finished";
    this.#draw();
  }

  print(write: () => void): void {
    const wiped = this.#wiped();
    if (wiped !== "") this.#out.write(wiped);
    write();
    this.#draw();
  }

  close(): void {
    this.#isPaused = true;
    this.#draw();
  }

  #draw(): void {
    this.#tick();
    const lines = this.#isPaused ? [] : rolloutFrame(this.#progress, this.#clock.now(), this.#width, this.#paint);
    const isSame = lines.length === this.#drawn.length && lines.every((line, at) => line === this.#drawn[at]);
    if (!isSame) {
      const text = `${this.#wiped()}${lines.map((line) => `${line}\n`).join("")}`;
      this.#out.write(text);
      this.#drawn = lines;
    }
    this.#tick = lines.length === 0 ? () => {} : this.#clock.after(REDRAW_EVERY, () => this.#draw(), { idle: true });
  }

  #print({ text, colour }: EventLine): void {
    const [first = "", ...more] = wrapTo(this.#width - INDENT.length, text);
    const lines = [first, ...more.map((each) => INDENT + each)].map((each) => cutTo(this.#width, each));
    this.#out.write(`${this.#wiped()}${lines.map((each) => `${colour === null ? each : this.#paint(colour, each)}\n`).join("")}`);
  }

  /** A line that fills the last column would wrap. */
  get #width(): number {
    return Math.max(1, (this.#out.columns ?? USUAL_WIDTH) - 1);
  }

  /** What takes the terminal back to the first line drawn, and wipes everything from there. */
  #wiped(): string {
    const up = this.#drawn.length === 0 ? "" : `\x1b[${this.#drawn.length}A\x1b[J`;
    this.#drawn = [];
    return up;
  }
}
