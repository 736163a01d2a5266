/** The longest piece in which a line is given, in bytes. */
export const LINE_PIECE = 64 * 1024;

const NEWLINE = 0x0a;

/** Makes lines of bytes, whatever the portions in which these come. Bytes that are not UTF-8 become U+FFFD. Keeps {@link LINE_PIECE} at the most. */
export class LineSplitter {
  readonly #longest: number;
  #rest = Buffer.alloc(0);
  #begun = false; // a part of the line in `rest` was given already

  constructor(longest: number = LINE_PIECE) {
    this.#longest = longest;
  }

  /** Whether there is a line without its end. */
  get pending(): boolean {
    return this.#rest.length > 0;
  }

  /** The lines that are complete now, without their ends, and the full pieces of a line that is too long. */
  push(bytes: Buffer): string[] {
    const lines: string[] = [];
    let from = 0;
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, from)) {
      this.#give(all.subarray(from, end), lines);
      this.#begun = false;
      from = end + 1;
    }
    const rest = this.#givePieces(all.subarray(from), lines);
    this.#rest = Buffer.from(rest); // a copy: not to hold on to a whole portion for the sake of its end
    return lines;
  }

  /** Gives up waiting for the end of the last line. What comes of it later is a line of its own. */
  flush(): string[] {
    if (!this.pending) return [];
    const line = this.#rest.toString();
    this.#rest = Buffer.alloc(0);
    this.#begun = true;
    return [line];
  }

  #give(line: Buffer, lines: string[]): void {
    const rest = this.#givePieces(line, lines);
    if (rest.length > 0 || !this.#begun) lines.push(rest.toString());
  }

  #givePieces(line: Buffer, lines: string[]): Buffer {
    let rest = line;
    while (rest.length > this.#longest) {
      const end = characterStart(rest, this.#longest);
      lines.push(rest.toString("utf8", 0, end));
      rest = rest.subarray(end);
      this.#begun = true;
    }
    return rest;
  }
}

/** The start of the character that `at` lies in; `at` itself where that is none. */
function characterStart(bytes: Buffer, at: number): number {
  for (let start = at; start > Math.max(0, at - 4); start--) {
    if (((bytes[start] as number) & 0xc0) !== 0x80) return start;
  }
  return at;
}
