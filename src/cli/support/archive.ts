import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { pack as tarPack } from "tar-stream";

/** A packed archive that is written as its files come: no more than the file that is being added is held. */
export class Archive {
  readonly #pack = tarPack();
  readonly #written: Promise<void>;
  readonly #mtime: Date;

  /** @param out takes its bytes. @param signal ends it, whatever is written by then. */
  constructor(out: Writable, mtime: Date, signal: AbortSignal) {
    this.#mtime = mtime;
    this.#written = pipeline(this.#pack, createGzip(), out, { signal });
    this.#written.catch(() => {}); // whoever adds or finishes hears of it
  }

  /** Adds a file that only its owner may read. Resolves when there is room for the next; rejects where it cannot be written. */
  async add(name: string, content: Buffer): Promise<void> {
    const header = { name, size: content.length, mode: 0o600, mtime: this.#mtime };
    const taken = new Promise<void>((resolve, reject) => {
      this.#pack.entry(header, content, (error) => (error ? reject(error) : resolve()));
    });
    await Promise.race([taken, this.#written.then(() => taken)]);
  }

  /** Resolves when all of it has been taken. */
  async finish(): Promise<void> {
    this.#pack.finalize();
    await this.#written;
  }

  /** Gives it up. Never rejects. */
  async abandon(): Promise<void> {
    this.#pack.destroy();
    await this.#written.catch(() => {});
  }
}
