import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** One thing that a child of a test said of itself. */
export interface Word {
  readonly component: string;
  readonly pid: number;
  readonly word: string;
}

/** Hears what children say (test/fixtures/child.mjs), so that a test waits for their word and not for a while. */
export class Words implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "is-words-"));
  readonly socket = join(this.folder, "s");
  readonly heard: Word[] = [];
  /** Every process that ever spoke, to be ended at the end of the test. */
  readonly pids = new Set<number>();
  readonly #server: Server;
  #listeners: (() => void)[] = [];

  static async listen(): Promise<Words> {
    const words = new Words();
    words.#server.listen(words.socket);
    await once(words.#server, "listening");
    return words;
  }

  private constructor() {
    this.#server = createServer((connection) => {
      connection.on("error", () => {});
      createInterface({ input: connection }).on("line", (line) => this.#take(line));
    });
  }

  /** The first word, said or to come, that fits; each is given out once. Rejects after 15 s, with all that was heard. */
  async next(word: string | RegExp, component?: string): Promise<Word> {
    const deadline = performance.now() + 15_000;
    const fits = (said: Word) =>
      (typeof word === "string" ? said.word === word : word.test(said.word)) &&
      (component === undefined || said.component === component);
    while (true) {
      const at = this.heard.findIndex(fits);
      const [found] = at < 0 ? [] : this.heard.splice(at, 1);
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`nobody said ${word}; heard: ${JSON.stringify(this.heard)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 100);
        this.#listeners.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const pid of this.pids) endProcess(pid);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #take(line: string): void {
    const [component = "", pid = "", ...words] = line.split(" ");
    const word = words.join(" ");
    this.pids.add(Number(pid));
    const child = /^child (\d+)$/.exec(word)?.[1];
    if (child !== undefined) this.pids.add(Number(child));
    this.heard.push({ component, pid: Number(pid), word });
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

/** Ends a process that this test started, by its pid. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // it has gone already
  }
}
