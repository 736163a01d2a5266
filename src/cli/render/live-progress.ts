import { between, type CancelTimer, type Clock } from "../../core/clock.ts";
import { humanDuration, type MonoMs, ms } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { Progress } from "../../core/operation.ts";
import type { TextOutput } from "../terminal.ts";
import { cutTo } from "./display-width.ts";
import type { Paint } from "./paint.ts";
import { isAtRest, type ProgressView } from "./progress.ts";
import { stateColour } from "./status-table.ts";

const REDRAW_EVERY = ms(200);
const USUAL_WIDTH = 80;
const MOST_LINES = 12; // more would scroll out of a small terminal, and what has scrolled cannot be redrawn

/** A line per component in motion, redrawn in place. */
export class LiveProgress implements ProgressView {
  readonly #out: TextOutput;
  readonly #paint: Paint;
  readonly #clock: Clock;
  readonly #moving = new Map<string, { readonly progress: Progress; readonly seenAt: MonoMs }>();
  #drawn = 0;
  #tick: CancelTimer = () => {};

  constructor(out: TextOutput, paint: Paint, clock: Clock) {
    this.#out = out;
    this.#paint = paint;
    this.#clock = clock;
  }

  show(progress: Progress): void {
    if (isAtRest(progress)) this.#moving.delete(progress.component);
    else this.#moving.set(progress.component, { progress, seenAt: this.#clock.now() });
    this.#draw();
  }

  say(line: string): void {
    this.#out.write(`${this.#wiped()}${line}\n`);
    this.#draw();
  }

  close(): void {
    this.#moving.clear();
    this.#draw();
  }

  #draw(): void {
    this.#tick();
    const lines = this.#lines();
    const text = `${this.#wiped()}${lines.map((line) => `${line}\n`).join("")}`;
    if (text !== "") this.#out.write(text);
    this.#drawn = lines.length;
    // The tick is there only to let the seconds go on.
    this.#tick = lines.length === 0 ? () => {} : this.#clock.after(REDRAW_EVERY, () => this.#draw(), { idle: true });
  }

  /** What takes the terminal back to the first line drawn, and wipes everything from there. */
  #wiped(): string {
    const up = this.#drawn === 0 ? "" : `\x1b[${this.#drawn}A\x1b[J`;
    this.#drawn = 0;
    return up;
  }

  #lines(): readonly string[] {
    const names = Math.max(0, ...[...this.#moving.keys()].map((name) => name.length));
    const lines = [...this.#moving.values()].map(({ progress, seenAt }) =>
      this.#line(progress, names, humanDuration(ms(progress.forMs + between(seenAt, this.#clock.now())))),
    );
    return lines.length <= MOST_LINES
      ? lines
      : [...lines.slice(0, MOST_LINES - 1), `… and ${lines.length - MOST_LINES + 1} more`];
  }

  #line(progress: Progress, nameWidth: number, time: string): string {
    const width = (this.#out.columns ?? USUAL_WIDTH) - 1; // a line that fills the last column would wrap
    const state = progress.state === "running" ? "not ready" : progress.state;
    const name = `${harmlessText(progress.component).padEnd(nameWidth)}  `;
    const line = cutTo(width, `${name}${state.padEnd(9)}  ${time.padEnd(7)}  ${harmlessText(progress.detail)}`.trimEnd());
    const end = name.length + state.length;
    return line.slice(0, name.length) + this.#paint(stateColour(progress), line.slice(name.length, end)) + line.slice(end);
  }
}
