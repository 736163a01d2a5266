/** Keeps the last of the lines that come, of no more than so many bytes together. A single line that is longer is cut. */
export class LastLines {
  readonly #most: number;
  #lines: string[] = [];
  /** Where the kept ones begin. */
  #first = 0;
  #bytes = 0;
  /** How many were let go. */
  dropped = 0;

  /** @param most in bytes, line ends counted. */
  constructor(most: number) {
    this.#most = most;
  }

  add(line: string): void {
    const kept = Buffer.byteLength(line) + 1 <= this.#most ? line : line.slice(0, Math.max(0, Math.floor(this.#most / 4) - 1)); // UTF-8 has 4 bytes at most
    this.#lines.push(kept);
    this.#bytes += Buffer.byteLength(kept) + 1;
    while (this.#bytes > this.#most && this.#first < this.#lines.length) this.#drop();
  }

  get lines(): readonly string[] {
    return this.#lines.slice(this.#first);
  }

  /** What is said of those that were let go; null: none was. */
  get cut(): string | null {
    return this.dropped === 0 ? null : `${this.dropped} older lines are left out, for its size`;
  }

  #drop(): void {
    this.#bytes -= Buffer.byteLength(this.#lines[this.#first] as string) + 1;
    this.#first++;
    this.dropped++;
    if (this.#first < 1_000) return;
    this.#lines = this.#lines.slice(this.#first);
    this.#first = 0;
  }
}
