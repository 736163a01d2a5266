import { Writable } from "node:stream";

// DEC private modes: 1049 the other screen, 25 the cursor, 7 wrapping at the right edge, 2026 what follows is shown at once.
/** A screen of its own, and the one that was there before kept behind it. */
const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
const LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";
const [BEGIN, END] = ["\x1b[?2026h", "\x1b[?2026l"];
const CLEAR = "\x1b[2J";

/** What of a terminal a canvas needs. */
export interface Display {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
}

/**
 * Where Ink draws: each write is the whole screen, and only the lines that differ go to the terminal, each to its place. Ink's own
 * way counts lines from where the cursor was, which fails when a window is made smaller.
 */
export class Canvas extends Writable {
  readonly isTTY = true;
  readonly #display: Display;
  #lines: readonly string[] = [];
  #left = false;

  constructor(display: Display) {
    super({ decodeStrings: false });
    this.#display = display;
    display.write(ENTER);
  }

  /** A terminal that does not say has the usual size. */
  get columns(): number {
    return this.#display.columns || 80;
  }

  get rows(): number {
    return this.#display.rows || 24;
  }

  /** Draws everything the next time: nobody knows what a terminal of another size makes of what is there. */
  forget(): void {
    if (this.#left) return;
    this.#lines = [];
    this.#display.write(CLEAR);
  }

  /** What was there before is there again. Harmless when repeated. */
  leave(): void {
    if (this.#left) return;
    this.#left = true;
    this.#display.write(LEAVE);
  }

  override _write(chunk: unknown, _: unknown, done: () => void): void {
    if (!this.#left && typeof chunk === "string" && chunk !== "") this.#draw(chunk.split("\n").slice(0, this.rows));
    done();
  }

  #draw(lines: readonly string[]): void {
    const all = Array.from({ length: Math.max(lines.length, this.#lines.length) }, (_, at) => lines[at] ?? "");
    const changed = all.flatMap((line, at) => (line === this.#lines[at] ? [] : [`\x1b[${at + 1};1H\x1b[2K${line}`]));
    this.#lines = lines;
    if (changed.length > 0) this.#display.write(`${BEGIN}${changed.join("")}${END}`);
  }
}
