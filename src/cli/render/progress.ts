import { harmlessText } from "../../core/harmless-text.ts";
import type { Progress } from "../../core/operation.ts";
import type { TextOutput } from "../terminal.ts";

/** Shows how an operation goes on. */
export interface ProgressView {
  show(progress: Progress): void;
  /** Something to be said once, on a line of its own. */
  say(line: string): void;
  /** Leaves the terminal clean. Safe to call twice. */
  close(): void;
}

/** For whoever asked for silence. */
export const silentProgress: ProgressView = { show() {}, say() {}, close() {} };

/** A line per change, for everything that is no terminal. */
export class ProgressLines implements ProgressView {
  readonly #out: TextOutput;
  readonly #last = new Map<string, string>();

  constructor(out: TextOutput) {
    this.#out = out;
  }

  show(progress: Progress): void {
    const line = describe(progress);
    const last = this.#last.get(progress.component);
    this.#last.set(progress.component, line);
    const news = last === undefined ? !isAtRest(progress) : last !== line;
    if (news) this.#out.write(`${line}\n`);
  }

  say(line: string): void {
    this.#out.write(`${line}\n`);
  }

  close(): void {}
}

/** Whether nothing more is to be expected of the component by itself. */
export const isAtRest = ({ state, ready }: Progress): boolean => state === "stopped" || (state === "running" && ready);

/** One change in words: `is: starting (pid 913)`, `ps: starting, waits for is, svg`. */
function describe({ component, state, ready, pid, detail }: Progress): string {
  const is = state === "running" ? (ready ? "ready" : "running, not ready") : state;
  return `${harmlessText(component)}: ${is}${pid === null ? "" : ` (pid ${pid})`}${detail === "" ? "" : `, ${harmlessText(detail)}`}`;
}
