import { Box, type Instance, render, Text, useInput } from "ink";
import { createElement, useLayoutEffect } from "react";
import type { CancelTimer, Clock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import type { Paint } from "../render/paint.ts";
import { paintParts } from "../render/painted-parts.ts";
import type { FullScreen } from "../terminal.ts";
import { Canvas } from "./canvas.ts";
import type { Line } from "./grid.ts";
import type { Size } from "./live-state.ts";
import type { Key } from "./press-key.ts";
import { readKeys } from "./read-keys.ts";

/** What a full screen shows, and who takes its keys. */
export interface ScreenParts {
  readonly screen: FullScreen;
  readonly clock: Clock;
  readonly paint: Paint;
  lines(size: Size): readonly Line[];
  press(key: Key): void;
}

/** What follows from a key is drawn at once, and what came from hosts so often: a thousand of them always say something. */
const [AT_ONCE, SOON] = [ms(15), ms(200)];

/** The whole screen of a terminal, until it is closed; what was there before is there again then, also where the process ends. */
export class LiveScreen implements Disposable {
  readonly #parts: ScreenParts;
  readonly #canvas: Canvas;
  readonly #shown: Instance;
  /** Rejects where what is shown cannot be drawn; never resolves. */
  readonly broken: Promise<never>;
  #cancelDraw: CancelTimer | null = null;
  #closed = false;
  #break: (error: unknown) => void = () => {};
  readonly #press = (key: Key) => this.#try(() => this.#parts.press(key));
  readonly #leave = () => this.#canvas.leave();
  readonly #resized = () => {
    this.#canvas.forget();
    this.draw(true);
  };

  constructor(parts: ScreenParts) {
    this.#parts = parts;
    this.broken = new Promise((_, reject) => {
      this.#break = reject;
    });
    this.broken.catch(() => {}); // whoever waits for it is told
    const { keys, display, onExit } = parts.screen;
    this.#canvas = new Canvas(display);
    onExit(this.#leave);
    display.on("resize", this.#resized);
    const stdout = this.#canvas as unknown as NodeJS.WriteStream; // all of it that Ink uses
    // With `debug` Ink writes each frame whole, and leaves the cursor alone.
    this.#shown = render(this.#content(), { stdin: keys, stdout, debug: true, exitOnCtrlC: false, patchConsole: false });
    this.#shown.waitUntilExit().catch((error: unknown) => this.#break(error));
  }

  /** Draws what has changed, in a moment. @param urgent somebody waits for it, as after a key. */
  draw(urgent: boolean): void {
    if (this.#closed) return;
    if (urgent) {
      this.#cancelDraw?.();
      this.#cancelDraw = null;
    }
    this.#cancelDraw ??= this.#parts.clock.after(urgent ? AT_ONCE : SOON, () => {
      this.#cancelDraw = null;
      this.#try(() => this.#shown.rerender(this.#content()));
    });
  }

  /** What fails in a timer or for a key ends the view: else it would end the process. */
  #try(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#break(error);
    }
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#cancelDraw?.();
    this.#parts.screen.display.off("resize", this.#resized);
    this.#canvas.leave();
    this.#shown.unmount();
  }

  #content() {
    const { columns, rows } = this.#canvas;
    const lines = this.#parts.lines({ columns, rows }).map((line) => paintParts(columns, line, this.#parts.paint));
    return createElement(Content, { lines, press: this.#press, leave: this.#leave });
  }
}

interface ContentParts {
  readonly lines: readonly string[];
  press(key: Key): void;
  leave(): void;
}

function Content({ lines, press, leave }: ContentParts) {
  // Ink takes its content away for signals that we do not hear of, as that of a terminal that was closed.
  useLayoutEffect(() => leave, [leave]);
  useInput((input, key) => {
    for (const each of readKeys(input, key)) press(each);
  });
  // A line without anything would have no height.
  const texts = lines.map((line, at) => createElement(Text, { key: at, wrap: "truncate" }, line === "" ? " " : line));
  return createElement(Box, { flexDirection: "column" }, ...texts);
}
