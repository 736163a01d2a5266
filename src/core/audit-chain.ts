import { createHash, type Hash } from "node:crypto";
import { OWN_METHOD } from "./audit-entry.ts";
import { type AuditLine, readAuditLine } from "./audit-line.ts";
import { AUDIT_START, type AuditPoint } from "./audit-point.ts";
import { type ByteLine, ByteLines } from "./byte-lines.ts";

/** A place at which the chain does not hold. */
export interface AuditBreak {
  /** 1-based, as an editor counts; null: the end of the file, or the log as a whole. */
  readonly line: number | null;
  readonly problem: string;
}

/** What stands after the last line that is whole. */
export interface ChainTail {
  /** A whole line that lacks nothing but its line end. */
  readonly whole: AuditPoint | null;
  /** The digest of what is no line at all; null: there is nothing like that. */
  readonly torn: string | null;
  /** Bytes after the last line end. */
  readonly unfinished: number;
}

/** Longer than any line that an agent writes. */
const MOST_LINE_BYTES = 128 * 1024;
/** How many breaks are kept word by word; the others are counted. */
const MOST_BREAKS = 1_000;
/** How many lines an agent writes, at the most, before it notes in audit.head how far it is. */
export const MOST_AHEAD = 32;

interface Run {
  readonly first: number;
  count: number;
  readonly hash: Hash;
}

/**
 * Follows the chain of an audit log, chunk by chunk: each line is as it was written (its own hash), continues the one
 * before it (`prev`), and has the next number. Memory stays bounded however long the log is.
 */
export class AuditChain {
  readonly breaks: AuditBreak[] = [];
  /** How many there are, also of those that are not kept. */
  breakCount = 0;
  /** The line with the highest number so far. */
  last: AuditPoint = AUDIT_START;
  /** Lines that are whole. */
  count = 0;
  /** Places at which a crash tore a line, and the next agent went on. */
  mended = 0;
  readonly #lines = new ByteLines(MOST_LINE_BYTES, (line) => this.#take(line));
  readonly #hear: (line: AuditLine) => void;
  readonly #recent = new Map<number, string>();
  #number = 0;
  #run: Run | null = null;

  /** @param hear is told of each line that is whole. */
  constructor(hear: (line: AuditLine) => void = () => {}) {
    this.#hear = hear;
  }

  push(chunk: Buffer): void {
    this.#lines.push(chunk);
  }

  /** The hash of one of the last lines; undefined: it is not among the last ones, or not there. */
  recent(seq: number): string | undefined {
    return this.#recent.get(seq);
  }

  broken(line: number | null, problem: string): void {
    this.breakCount++;
    if (this.breaks.length < MOST_BREAKS) this.breaks.push({ line, problem });
  }

  /** What stands at the end. Nothing is to be pushed after it. */
  end(): ChainTail {
    const foreign = this.#run?.count ?? 0;
    const rest = this.#lines.rest();
    const unfinished = rest?.length ?? 0;
    const line = rest?.line.bytes ? readAuditLine(rest.line.bytes) : null;
    const continues = line !== null && line.seq === this.last.seq + 1 && line.prev === this.last.hash;
    if (continues && line.torn === this.#tornDigest()) return { whole: line, torn: null, unfinished };
    if (foreign > 0) this.broken(null, `${foreign} ${foreign === 1 ? "line" : "lines"} at the end are no lines of the log`);
    if (rest !== null) this.#foreign(rest.line);
    return { whole: null, torn: this.#tornDigest(), unfinished };
  }

  #take(line: ByteLine): void {
    this.#number++;
    const read = line.bytes === null ? null : readAuditLine(line.bytes);
    if (read === null) {
      this.#foreign(line);
      return;
    }
    this.count++;
    this.#hear(read);
    this.#follow(read, this.#explained(read));
    this.#run = null;
  }

  #foreign(line: ByteLine): void {
    this.#run ??= { first: this.#number, count: 0, hash: createHash("sha256") };
    this.#run.count++;
    this.#run.hash.update(line.digest());
  }

  #tornDigest(): string | null {
    return this.#run === null ? null : this.#run.hash.copy().digest("hex");
  }

  /** Says what became of the lines before this one that are none; returns how many places in the chain they take up. */
  #explained(line: AuditLine): number {
    const run = this.#run;
    const torn = this.#tornDigest();
    if (line.torn === torn) {
      if (torn !== null) this.mended++;
      return 0;
    }
    if (run === null) {
      this.broken(this.#number, "the torn line that stood before it was removed");
      return 0;
    }
    const inserted = line.seq === this.last.seq + 1 && line.prev === this.last.hash;
    for (let at = 0; at < run.count && at < MOST_BREAKS; at++) {
      this.broken(run.first + at, inserted ? "was inserted: it is no line of the log" : "was changed");
    }
    return inserted ? 0 : run.count;
  }

  #follow(line: AuditLine, unreadable: number): void {
    const expected = this.last.seq + 1;
    if (line.seq < expected) {
      const copy = line.hash === this.#recent.get(line.seq);
      this.broken(
        this.#number,
        `${copy ? "repeats" : "is out of order: it has"} number ${line.seq}, after number ${this.last.seq}`,
      );
      return;
    }
    const first = expected + unreadable;
    if (line.seq > first) this.broken(this.#number, `${missing(first, line.seq - 1)} before it`);
    else if (unreadable === 0 && line.prev !== this.last.hash) {
      this.broken(this.#number, "does not continue the line before it: one of the two was replaced");
    }
    this.last = { seq: line.seq, hash: line.hash };
    this.#recent.set(line.seq, line.hash);
    for (const seq of this.#recent.keys()) {
      if (this.#recent.size <= 2 * MOST_AHEAD) break;
      this.#recent.delete(seq);
    }
    if (line.method === OWN_METHOD && line.outcome === "failed") this.broken(this.#number, `the agent wrote: ${line.detail}`);
  }
}

/** `line number 3 is missing`, `lines number 3 to 5 are missing` */
export const missing = (from: number, to: number): string =>
  from === to ? `line number ${from} is missing` : `lines number ${from} to ${to} are missing`;
