/** Keeps the last of what comes. */
export class LastBytes {
  readonly #most: number;
  #kept = Buffer.alloc(0);

  /** @param most how many bytes are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  add(chunk: Buffer): void {
    this.#kept = Buffer.concat([this.#kept, chunk]).subarray(-this.#most);
  }

  get text(): string {
    return this.#kept.toString("utf8");
  }
}
