import type { AuditEntry } from "../../core/audit-entry.ts";
import { writeHead } from "../../core/audit-head.ts";
import { writeAuditLine } from "../../core/audit-line.ts";
import { AUDIT_START, type AuditPoint } from "../../core/audit-point.ts";
import { auditHeadFile } from "../../supervisor/audit-file.ts";
import type { AuditDisk } from "./audit-disk.ts";
import { findLogEnd } from "./log-end.ts";

/** An entry that is to become a line. */
export interface Unwritten {
  readonly entry: AuditEntry;
  /** The digest of torn lines before it; null: there are none. */
  readonly torn: string | null;
}

/** What was found at an end that was not as it was left. */
export interface FoundEnd {
  /** How many lines of the write that failed are there all the same. */
  readonly taken: number;
  readonly torn: string | null;
  readonly problem: string | null;
}

/** Adds lines to the file of an audit log. Whatever fails rejects; the next `look` then finds out how far it came. */
export class AuditWriter {
  readonly #disk: AuditDisk;
  readonly #file: string;
  #last: AuditPoint = AUDIT_START;
  /** The number of the last line, or of the last one that is missing. */
  #seq = 0;
  /** Null: must be looked at before anything is added. */
  #size: number | null = null;
  /** What ends a torn line. */
  #lead = "";
  #noted = true;
  /** Lines that were given to the disk when it failed: it may have taken some of them. */
  #attempted: readonly AuditPoint[] = [];

  constructor(disk: AuditDisk, file: string) {
    this.#disk = disk;
    this.#file = file;
  }

  /** The last line. */
  get last(): AuditPoint {
    return this.#last;
  }

  /** Finds out where the log ends where that is not known, or where somebody else has been at it; null: it is as it was left. */
  async look(): Promise<FoundEnd | null> {
    const size = await this.#disk.size(this.#file);
    if (size === this.#size) return null;
    this.#size = null;
    const { last, seq, torn, lineEnded, problem } = await findLogEnd(this.#file, size);
    const onlyItsEnd = torn === null && !lineEnded;
    // Also what a failed write left must be on disk, and not only in the file, before it counts.
    if (onlyItsEnd || this.#attempted.length > 0) await this.#disk.append(this.#file, onlyItsEnd ? "\n" : "");
    this.#last = last;
    this.#seq = seq;
    this.#lead = torn === null || lineEnded ? "" : "\n";
    this.#noted = problem !== null; // what proves it stays until it is in the log
    const taken = this.#attempted.findIndex(({ hash }) => hash === last.hash) + 1;
    this.#attempted = [];
    this.#size = size + (onlyItsEnd ? 1 : 0);
    return { taken, torn, problem };
  }

  /** Notes how far the log is, unless that was done. */
  async note(): Promise<void> {
    if (this.#noted || this.#seq === 0) return;
    await this.#disk.replace(auditHeadFile(this.#file), writeHead({ seq: this.#seq, hash: this.#last.hash }));
    this.#noted = true;
  }

  /** Adds lines and resolves when they are on disk. */
  async add(some: readonly Unwritten[]): Promise<void> {
    const points: AuditPoint[] = [];
    let text = this.#lead;
    for (const { entry, torn } of some) {
      const place = { seq: this.#seq + points.length + 1, prev: (points.at(-1) ?? this.#last).hash, torn };
      const line = writeAuditLine(entry, place);
      text += `${line.text}\n`;
      points.push(line.point);
    }
    const size = this.#size;
    this.#attempted = points;
    this.#size = null;
    await this.#disk.append(this.#file, text);
    this.#attempted = [];
    this.#size = size === null ? null : size + Buffer.byteLength(text);
    this.#lead = "";
    this.#last = points.at(-1) ?? this.#last;
    this.#seq = this.#last.seq;
    this.#noted = false;
  }
}
