import type { Program } from "../peers/packages.ts";
import type { Curve } from "./curve-svg.ts";
import type { Row } from "./row.ts";

/** What a benchmark is run with. */
export interface Bench {
  /** How often each contender is measured: 9, or 3 with `--quick`. */
  readonly runs: number;
  /** Whether to take fewer hosts and shorter times, to see that it works. */
  readonly quick: boolean;
  /** An empty folder of its own, removed at the end. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** One line to whoever waits. */
  say(line: string): void;
  /** To be done at the end, whatever becomes of it; what was said last is done first. */
  atEnd(act: () => unknown): void;
}

/** What came of a benchmark. */
export interface Outcome {
  readonly rows: readonly Row[];
  readonly curve?: Curve;
}

/** A part of the table. */
export interface Benchmark {
  readonly name: string;
  /** In a line, for the list. */
  readonly what: string;
  /** Debian programs of peers, installed before. */
  readonly needs: readonly Program[];
  run(bench: Bench): Promise<Outcome>;
}
