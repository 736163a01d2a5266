import { createHash, type Hash } from "node:crypto";

/** A line of bytes without its line end. */
export interface ByteLine {
  /** Null where it is longer than what is kept of a line. */
  readonly bytes: Buffer | null;
  /** The SHA-256 of all its bytes. */
  digest(): string;
}

const LINE_END = 0x0a;

/** Splits bytes, as they come, into lines, with bounded memory: of a longer line than `most` only the digest is known. */
export class ByteLines {
  readonly #most: number;
  readonly #hear: (line: ByteLine) => void;
  #parts: Buffer[] = [];
  #length = 0;
  #hash: Hash | null = null;

  constructor(most: number, hear: (line: ByteLine) => void) {
    this.#most = most;
    this.#hear = hear;
  }

  push(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, from)) {
      this.#add(chunk.subarray(from, at));
      this.#hear(this.#take());
      from = at + 1;
    }
    if (from < chunk.length) this.#add(Buffer.from(chunk.subarray(from))); // a copy: the reader uses its buffer again
  }

  /** What came after the last line end, and how long it is; null where there is nothing. */
  rest(): { readonly line: ByteLine; readonly length: number } | null {
    const length = this.#length;
    return length === 0 ? null : { line: this.#take(), length };
  }

  #add(part: Buffer): void {
    this.#length += part.length;
    if (this.#hash !== null) this.#hash.update(part);
    else this.#parts.push(part);
    if (this.#hash !== null || this.#length <= this.#most) return;
    this.#hash = createHash("sha256");
    for (const each of this.#parts) this.#hash.update(each);
    this.#parts = [];
  }

  #take(): ByteLine {
    const [hash, bytes] = [this.#hash, Buffer.concat(this.#parts)];
    this.#parts = [];
    this.#length = 0;
    this.#hash = null;
    return hash === null
      ? { bytes, digest: () => createHash("sha256").update(bytes).digest("hex") }
      : { bytes: null, digest: () => hash.digest("hex") };
  }
}
