import { open, rm } from "node:fs/promises";
import { messageOf } from "../../core/fault.ts";
import { osError } from "./os-error.ts";

/** Runs a program to its end; rejects where it cannot be started. No shell, no standard input. */
export type RunProgram = (
  program: string,
  args: readonly string[],
) => Promise<{ readonly code: number | null; readonly stderr: string }>;

const LOCKED = 1; // what flock ends with when it does not get the lock
const TRIES = 3;

/**
 * Takes whole blocks off the front of a file while others append to it, which Node has no call for.
 * The kernel does it in one step against every writer: nothing is copied, nothing written in between is lost.
 * ext4 and xfs can; btrfs, tmpfs and network file systems cannot.
 */
export class Collapse {
  readonly #run: RunProgram;
  #works = false;
  #failures = 0; // in a row
  #lastProblem = "";

  constructor(run: RunProgram) {
    this.#run = run;
  }

  /**
   * Tries it on a file of its own. A yes is remembered, but for one time after it has failed thrice in a row all the same.
   * A no is not remembered: the disk may just have been full.
   *
   * @returns null where it works, else why it does not.
   */
  async whyNot(probe: string, blockSize: number): Promise<string | null> {
    if (this.#failures >= TRIES) {
      this.#failures = 0;
      return this.#lastProblem;
    }
    return this.#works ? null : this.#probe(probe, blockSize);
  }

  /**
   * Removes the first `length` bytes, a multiple of the block that must end before the file does. The file is locked meanwhile
   * (advisory, which no writer notices), so that {@link settled} can tell when it is over even if this process ends. It never waits for
   * the lock: it would then still be to come when somebody believes it settled.
   *
   * @returns null when the program says that it is done, else what it says.
   */
  async removeHead(path: string, length: number): Promise<string | null> {
    const problem = await this.#remove(path, length);
    this.#failures = problem === null ? 0 : this.#failures + 1;
    this.#lastProblem = problem ?? "";
    return problem;
  }

  /** Waits for a removal that an earlier process began on this file and did not live to see the end of. */
  async settled(path: string): Promise<void> {
    const code = await this.#run("flock", ["--timeout", "30", path, "true"]).then(
      (end) => end.code,
      () => null,
    );
    // Any other failure means that there is no such program; then no removal can have been begun with it.
    if (code === LOCKED) throw osError("EAGAIN", `${path} is locked by another process`);
  }

  async #probe(path: string, blockSize: number): Promise<string | null> {
    try {
      await using file = await open(path, "w", 0o640);
      await file.write(Buffer.alloc(blockSize + 1, " "));
      const problem = await this.#remove(path, blockSize);
      this.#works = problem === null && (await file.stat()).size === 1;
      return this.#works ? null : (problem ?? "the file kept its length");
    } finally {
      await rm(path, { force: true });
    }
  }

  async #remove(path: string, length: number): Promise<string | null> {
    const program = ["fallocate", "--collapse-range", "--offset", "0", "--length", `${length}`, path];
    try {
      const { code, stderr } = await this.#run("flock", ["--nonblock", path, ...program]);
      if (code === 0) return null;
      return stderr.trim() || (code === LOCKED ? "the file is locked by another process" : `code ${code}`);
    } catch (error) {
      return messageOf(error);
    }
  }
}
