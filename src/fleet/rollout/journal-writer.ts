import type { FileHandle } from "node:fs/promises";
import { FaultError, messageOf } from "../../core/fault.ts";
import { type JournalRecord, writeRecord } from "./journal-record.ts";
import type { RolloutJournal } from "./rollout-journal.ts";

/** What the writer needs of an open file. */
export type JournalHandle = Pick<FileHandle, "write" | "truncate" | "datasync" | "close">;

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (why: unknown) => void;
}

/** Adds records to a journal's file, with an fsync for all that wait together. */
export class JournalWriter implements RolloutJournal, AsyncDisposable {
  readonly #file: JournalHandle;
  readonly #path: string;
  readonly #giveBack: () => void;
  #size: number;
  #torn = false;
  #waiting: Waiting[] = [];
  #busy = false;
  #writing: Promise<void> = Promise.resolve();
  #closed: Promise<void> | null = null;

  /** @param size of the file, which ends with a whole line. @param giveBack gives back the lock, at the end. */
  constructor(file: JournalHandle, path: string, size: number, giveBack: () => void) {
    this.#file = file;
    this.#path = path;
    this.#size = size;
    this.#giveBack = giveBack;
  }

  append(record: JournalRecord): Promise<void> {
    if (this.#closed !== null) return Promise.reject(this.#fault("it is closed"));
    const written = new Promise<void>((resolve, reject) => this.#waiting.push({ line: writeRecord(record), resolve, reject }));
    if (!this.#busy) this.#writing = this.#writeAll();
    return written;
  }

  /** Waits for what is being written. Never rejects. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#writing;
    await this.#file.close().catch(() => {});
    this.#giveBack();
  }

  async #writeAll(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) {
      const together = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(together.map(({ line }) => line).join(""));
        for (const { resolve } of together) resolve();
      } catch (error) {
        const fault = this.#fault(messageOf(error));
        for (const { reject } of together) reject(fault);
      }
    }
    this.#busy = false; // in the same turn as the last look: what comes later begins anew
  }

  async #write(text: string): Promise<void> {
    const bytes = Buffer.from(text);
    if (this.#torn) await this.#mend();
    this.#torn = true; // until all of it is there
    for (let at = 0; at < bytes.length; ) {
      const { bytesWritten } = await this.#file.write(bytes, at, bytes.length - at, this.#size + at);
      if (bytesWritten === 0) throw new Error("nothing could be written");
      at += bytesWritten;
    }
    await this.#file.datasync();
    this.#size += bytes.length;
    this.#torn = false;
  }

  /** Takes away what a failed write left: a torn line may only be the last one. */
  async #mend(): Promise<void> {
    await this.#file.truncate(this.#size);
    this.#torn = false;
  }

  #fault(cause: string): FaultError {
    return new FaultError({ code: "NOT_DURABLE", path: this.#path, cause });
  }
}
