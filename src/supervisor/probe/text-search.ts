/** Looks for a text in the first bytes of a stream, whatever the pieces it comes in. Keeps no more than the text's length. */
export class TextSearch {
  readonly #text: Buffer;
  readonly #limit: number;
  #read = 0;
  /** The end of what was read, where the text may have begun. */
  #tail = Buffer.alloc(0);
  #found: boolean;

  /** @param limit in bytes; a text that ends beyond it is not found. */
  constructor(text: string, limit: number) {
    this.#text = Buffer.from(text);
    this.#limit = limit;
    this.#found = this.#text.length === 0;
  }

  /** Reads on. */
  add(chunk: Buffer): void {
    const piece = Buffer.concat([this.#tail, chunk.subarray(0, this.#limit - this.#read)]);
    this.#read = Math.min(this.#limit, this.#read + chunk.length);
    this.#found ||= piece.includes(this.#text);
    this.#tail = piece.subarray(Math.max(0, piece.length - this.#text.length + 1));
  }

  get found(): boolean {
    return this.#found;
  }

  /** Nothing that comes can change the result. */
  get over(): boolean {
    return this.#found || this.#read >= this.#limit;
  }

  /** The text would have to be beyond the limit. */
  get full(): boolean {
    return this.#read >= this.#limit;
  }
}
