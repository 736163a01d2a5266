import { between, type Clock, sleep } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import { LineSplitter } from "./line-splitter.ts";
import { segmentBytes } from "./segment-bytes.ts";
import type { Range } from "./tail.ts";
import type { Found, Timeline } from "./timeline.ts";

const POLL = ms(200);
const QUIET = ms(1_000); // after which a line without its end is given all the same

/** Stands where lines cannot be given any more. */
export const LEFT_OUT = "[ImageServing: lines are left out here; they were removed before they could be read]";

type FoundFile = Extract<Found, { readonly t: "file" }>;
type Read = { readonly t: "bytes"; readonly bytes: Buffer } | { readonly t: "gone" } | { readonly t: "end" };

/** What is to be read, and how. */
export interface Reading {
  readonly timeline: Timeline;
  readonly clock: Clock;
  readonly range: Range;
  /** Whether to go on behind the range with what is added. */
  readonly follow: boolean;
  /** Ends the reading; its reason is thrown, after what is there of a last line was given. */
  readonly signal: AbortSignal;
}

/** Lines in portions of some 64 KiB. Reads only when asked, so a slow reader costs nothing but what is rotated away before its eyes. */
export async function* readLines(reading: Reading): AsyncGenerator<string[]> {
  const { clock, signal } = reading;
  const splitter = new LineSplitter();
  let heard = clock.now();
  for await (const read of readBytes(reading)) {
    const lines = read.t === "bytes" ? splitter.push(read.bytes) : read.t === "gone" ? [...splitter.flush(), LEFT_OUT] : [];
    if (read.t !== "end") heard = clock.now();
    else if (signal.aborted || between(heard, clock.now()) >= QUIET) lines.push(...splitter.flush());
    if (lines.length > 0) yield lines;
    signal.throwIfAborted();
    if (read.t === "end") await sleep(clock, POLL, signal).catch(() => {}); // there is one more look before the end
  }
  if (splitter.pending) yield splitter.flush();
}

/** The bytes of a range. Where it is followed there is no end of it, only an `end` each time that nothing more is there yet. */
async function* readBytes({ timeline, range, follow }: Reading): AsyncGenerator<Read> {
  const end = follow ? Number.POSITIVE_INFINITY : range.end;
  for (let position = range.start; position < end; ) {
    const found = await timeline.from(position);
    if (found === null) {
      if (!follow) return; // somebody emptied the file since
      yield { t: "end" };
    } else if (found.t === "file") {
      yield* readSegment(timeline, found, position, end);
      position = found.segment.end;
    } else if (found.t === "gone") {
      yield { t: "gone" };
      position = found.end;
    } else {
      yield { t: "bytes", bytes: found.bytes.subarray(0, end - position) };
      position += found.bytes.length;
    }
  }
}

async function* readSegment(timeline: Timeline, { segment, file }: FoundFile, from: number, end: number): AsyncGenerator<Read> {
  const { gz, path } = segment.piece;
  let left = end - from;
  try {
    for await (const bytes of segmentBytes(file, gz, from - segment.start)) {
      yield { t: "bytes", bytes: bytes.subarray(0, left) };
      left = Math.max(0, left - bytes.length);
    }
  } catch (error) {
    timeline.unreadable(path, error);
    yield { t: "gone" };
  }
}
