import type { FileHandle } from "node:fs/promises";
import { readAt } from "./file-bytes.ts";
import { segmentBytes } from "./segment-bytes.ts";
import { type Found, PORTION, type Timeline } from "./timeline.ts";

const NEWLINE = 0x0a;

/** A range of positions in a log. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Meets the line ends of a log from the last to the first. A last line without its end is a line, too. */
class LineCount {
  /** Line ends still to be met, the one behind which the wanted lines begin included. */
  left: number;
  #begun = false;

  constructor(lines: number) {
    this.left = lines + 1;
  }

  /** Called with the last byte of each portion; that of the first one is the last of the log. */
  begin(lastByte: number | undefined): void {
    if (!this.#begun && lastByte !== NEWLINE) this.left--;
    this.#begun = true;
  }

  /** Where the wanted lines begin, if it is behind one of these line ends. */
  meet(lineEndsBackwards: Iterable<number>): number | null {
    for (const at of lineEndsBackwards) if (--this.left === 0) return at + 1;
    return null;
  }
}

/**
 * Where the last `lines` lines are: they end with what is there now, in the live file or, where that was emptied, a rotated one.
 *
 * @param most no further back than so many bytes, even if that is within a line.
 */
export async function lastLines(timeline: Timeline, lines: number, most: number): Promise<Range> {
  const end = await timeline.end();
  if (lines <= 0) return { start: end, end };
  const count = new LineCount(lines);
  const least = end - most;
  for (let position = end; ; ) {
    const found = position > least ? await timeline.before(position) : null;
    if (found === null) return { start: Math.max(position, least), end };
    const start = await meet(timeline, found, position, least, count);
    if (start !== null) return { start: Math.max(start, least), end };
    position = found.t === "file" ? found.segment.start : found.start;
  }
}

async function meet(timeline: Timeline, found: Found, position: number, least: number, count: LineCount): Promise<number | null> {
  if (found.t === "gone") return null;
  if (found.t === "bytes") return meetBytes(found.bytes, found.start, count);
  const { file, segment } = found;
  const end = Math.min(position, segment.end);
  const gap = end < position ? count.meet([position - 1]) : null; // no line goes on over a gap
  if (gap !== null) {
    await file.close();
    return gap;
  }
  try {
    if (segment.piece.gz) return await meetPacked(file, segment.start, end, count);
    return await meetPlain(file, segment.start, end, least, count);
  } catch (error) {
    timeline.unreadable(segment.piece.path, error);
    return null;
  }
}

function meetBytes(bytes: Buffer, start: number, count: LineCount): number | null {
  count.begin(bytes.at(-1));
  return count.meet(lineEnds(bytes, start));
}

function* lineEnds(bytes: Buffer, start: number): Generator<number> {
  for (let at = bytes.length; at > 0; ) {
    at = bytes.lastIndexOf(NEWLINE, at - 1);
    if (at < 0) return;
    yield start + at;
  }
}

async function meetPlain(file: FileHandle, start: number, end: number, least: number, count: LineCount): Promise<number | null> {
  await using _ = file;
  for (let to = end; to > Math.max(start, least); ) {
    const from = Math.max(start, to - PORTION);
    const found = meetBytes(await readAt(file, from - start, to - from), from, count);
    if (found !== null) return found;
    to = from;
  }
  return null;
}

/** Compressed bytes come forwards only: remembers as many line ends as may be needed. */
async function meetPacked(file: FileHandle, start: number, end: number, count: LineCount): Promise<number | null> {
  let ends: number[] = [];
  let position = start;
  let last: number | undefined;
  for await (const portion of segmentBytes(file, true, 0)) {
    const bytes = portion.subarray(0, Math.max(0, end - position));
    ends.push(...[...lineEnds(bytes, position)].reverse());
    if (ends.length > 2 * count.left + PORTION) ends = ends.slice(-count.left);
    position += bytes.length;
    last = bytes.at(-1) ?? last;
  }
  count.begin(last);
  return count.meet(ends.reverse());
}
