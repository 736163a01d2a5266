import { type Clock, systemClock } from "../../core/clock.ts";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";
import { Collapse } from "./collapse.ts";
import { readLines } from "./follow.ts";
import { LINE_PIECE } from "./line-splitter.ts";
import { LogState } from "./log-state.ts";
import type { ReportNotice } from "./notice.ts";
import { lastLines } from "./tail.ts";
import { Timeline } from "./timeline.ts";

const TAIL_BYTES = 64 * 1024 * 1024;

/** Which lines are wanted. */
export interface LinesQuery {
  /** How many of the last lines to begin with; a last line without its end is one. No more than 64 KiB for each are read. */
  readonly lines: number;
  readonly signal: AbortSignal;
}

/** What a {@link LogReader} needs. */
export interface LogReaderParts {
  readonly log: LogState;
  readonly clock: Clock;
  readonly report: ReportNotice;
}

/** Reads a log as one row of lines, in whatever files they are. */
export class LogReader {
  readonly #p: LogReaderParts;
  readonly #timeline: Timeline;

  constructor(parts: LogReaderParts) {
    this.#p = parts;
    this.#timeline = new Timeline(parts.log, parts.report);
  }

  /** The last lines, no more than 64 MiB of them. */
  async tail(lines: number): Promise<string[]> {
    const all: string[] = [];
    const query = { lines, signal: new AbortController().signal };
    for await (const some of this.#read(query, false, TAIL_BYTES)) for (const line of some) all.push(line);
    return all;
  }

  /** The last lines, in portions. */
  last(query: LinesQuery): AsyncIterable<string[]> {
    return this.#read(query, false, Number.POSITIVE_INFINITY);
  }

  /** The last lines, and then what is added. */
  follow(query: LinesQuery): AsyncIterable<string[]> {
    return this.#read(query, true, Number.POSITIVE_INFINITY);
  }

  async *#read({ lines, signal }: LinesQuery, follow: boolean, most: number): AsyncGenerator<string[]> {
    const timeline = this.#timeline;
    try {
      const range = await lastLines(timeline, lines, Math.min(most, lines * LINE_PIECE));
      yield* readLines({ timeline, clock: this.#p.clock, range, follow, signal });
    } catch (error) {
      throw signal.aborted ? signal.reason : badFile(this.#p.log.live.path, error);
    }
  }
}

/** What the system says of a file as a fault; anything else as it is. */
export function badFile(path: string, error: unknown): unknown {
  if (errnoOf(error) === "") return error;
  return new FaultError({
    code: "BAD_FILE",
    path,
    cause: messageOf(error),
    remedy: "check the file, its folder and their permissions",
  });
}

/**
 * The last lines of a log while no agent looks after it, rotated ones too. Changes nothing; lines in a file that an agent, killed in the
 * middle of a rotation, has left under another name are not found before the next agent has come.
 *
 * @throws FaultError BAD_FILE
 */
export function tailUnattended(path: string, lines: number, report: ReportNotice): Promise<string[]> {
  const collapse = new Collapse(() => Promise.reject(new Error("nothing is changed here")));
  const log = new LogState(path, collapse, async ({ live }) => void (await live.look()));
  return new LogReader({ log, clock: systemClock, report }).tail(lines);
}
