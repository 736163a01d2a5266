import { type FileHandle, open } from "node:fs/promises";
import { messageOf } from "../../core/fault.ts";
import { readAt } from "./file-bytes.ts";
import type { LogState } from "./log-state.ts";
import type { ReportNotice } from "./notice.ts";
import type { Piece } from "./rotated-files.ts";

/** How much is read at once, in bytes. */
export const PORTION = 64 * 1024;

const BEST_RATIO = 1_032; // no gzip does better

/** A rotated file and its place in the whole of the log. */
export interface Segment {
  readonly piece: Piece;
  readonly start: number;
  readonly end: number;
}

/** What lies at a position. */
export type Found =
  | { readonly t: "bytes"; readonly start: number; readonly bytes: Buffer }
  /** A rotated file, open for whoever asked, to be closed by him. It stays readable even if it is moved or removed. */
  | { readonly t: "file"; readonly segment: Segment; readonly file: FileHandle }
  /** Nothing in this range: it was removed before it was read, or cannot be read. */
  | { readonly t: "gone"; readonly start: number; readonly end: number };

/** The live file and the rotated ones as one row of bytes, see {@link LiveFile} on positions. */
export class Timeline {
  readonly #log: LogState;
  readonly #report: ReportNotice;

  constructor(log: LogState, report: ReportNotice) {
    this.#log = log;
    this.#report = report;
  }

  /** Behind the last byte. */
  end(): Promise<number> {
    return this.#log.still(async () => this.#log.live.end);
  }

  /** What begins at `position`; null: nothing yet. */
  from(position: number): Promise<Found | null> {
    return this.#log.still(async () => {
      const { live } = this.#log;
      if (position >= live.start) return this.#live(position, position + PORTION);
      const segments = await this.#segments();
      const segment = segments.find((s) => position >= s.start && position < s.end);
      if (segment !== undefined) return this.#open(segment);
      return {
        t: "gone",
        start: position,
        end: Math.min(live.start, ...segments.map((s) => s.start).filter((start) => start > position)),
      };
    });
  }

  /** What ends at `position`: bytes of the live file, or the rotated file it lies in or behind; null: nothing older is kept. */
  before(position: number): Promise<Found | null> {
    return this.#log.still(async () => {
      if (position > this.#log.live.start) return this.#live(position - PORTION, position);
      const segment = (await this.#segments()).find((s) => s.start < position);
      return segment === undefined ? null : this.#open(segment);
    });
  }

  async #live(from: number, to: number): Promise<Found | null> {
    const { base, start, end, path } = this.#log.live;
    const [first, last] = [Math.max(start, from), Math.min(end, to)];
    if (first >= last) return null;
    await using file = await open(path, "r");
    return { t: "bytes", start: first, bytes: await readAt(file, first - base, last - first) };
  }

  /** Newest first. */
  async #segments(): Promise<Segment[]> {
    let end = this.#log.live.piecesEnd;
    const segments: Segment[] = [];
    for (const piece of (await this.#log.files.list()).pieces) {
      const start = end - (await this.#lengthOf(piece));
      segments.push({ piece, start, end });
      end = start;
    }
    return segments;
  }

  /** How many bytes a rotated file holds; a compressed one says so in its last four bytes. */
  async #lengthOf({ gz, path, size }: Piece): Promise<number> {
    if (!gz) return size;
    try {
      await using file = await open(path, "r");
      const length = (await readAt(file, Math.max(0, size - 4), 4)).readUInt32LE();
      return Math.min(length, size * BEST_RATIO); // what a torn file says may be anything
    } catch (error) {
      this.unreadable(path, error);
      return 0;
    }
  }

  async #open(segment: Segment): Promise<Found> {
    try {
      return { t: "file", segment, file: await open(segment.piece.path, "r") };
    } catch (error) {
      this.unreadable(segment.piece.path, error);
      return { t: "gone", ...segment };
    }
  }

  /** Says that a rotated file is left out. */
  unreadable(file: string, error: unknown): void {
    this.#report({ kind: "failed", file, text: `a rotated log file cannot be read and is left out: ${messageOf(error)}` });
  }
}
