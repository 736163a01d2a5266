import { execFileSync } from "node:child_process";
import { chmodSync, constants, openSync, writeFileSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Bench } from "../kit/bench.ts";

/** The first word of a process. */
export interface Word {
  readonly name: string;
  readonly pid: number;
  /** When it arrived here, by performance.now(). */
  readonly at: number;
}

const PATIENCE = 20_000;

/**
 * Components that all peers run: each says its name and pid as the first thing it does, through a pipe that is read here, so
 * one clock measures them all, and then does nothing until SIGTERM ends it at once.
 */
export class Witness {
  readonly #bench: Bench;
  readonly #pipe: string;
  readonly #last = new Map<string, Word>();
  readonly #hear = new Set<(word: Word) => void>();
  #rest = "";

  constructor(bench: Bench) {
    this.#bench = bench;
    this.#pipe = join(bench.folder, "words");
    execFileSync("mkfifo", [this.#pipe]);
    // Also open for writing, so that it never ends and nobody waits for a reader.
    const socket = new Socket({
      fd: openSync(this.#pipe, constants.O_RDWR | constants.O_NONBLOCK),
      readable: true,
      writable: false,
    });
    socket.setEncoding("utf8").on("data", (text: string) => this.#read(text, performance.now()));
    bench.atEnd(() => socket.destroy());
  }

  /** Writes a component's program. Returns its path. */
  program(name: string): string {
    const path = join(this.#bench.folder, `${name}.sh`);
    writeFileSync(path, `#!/bin/sh\necho "${name} $$" > ${this.#pipe}\nexec sleep 1000000\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** The newest word of a component; null: it has said none. */
  last(name: string): Word | null {
    return this.#last.get(name) ?? null;
  }

  /** Waits for a word of this component from another process than this one. @throws Error after 20 s. */
  next(name: string, not: number): Promise<Word> {
    const last = this.#last.get(name);
    if (last !== undefined && last.pid !== not) return Promise.resolve(last);
    return new Promise((resolve, reject) => {
      const end = () => {
        clearTimeout(late);
        this.#hear.delete(hear);
      };
      const hear = (word: Word) => {
        if (word.name !== name || word.pid === not) return;
        end();
        resolve(word);
      };
      const late = setTimeout(() => {
        end();
        reject(new Error(`no word of ${name} within ${PATIENCE / 1_000} s`));
      }, PATIENCE);
      this.#hear.add(hear);
    });
  }

  #read(text: string, at: number): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const [name = "", pid = ""] = line.split(" ");
      const word = { name, pid: Number(pid), at };
      this.#last.set(name, word);
      for (const hear of this.#hear) hear(word);
    }
  }
}
