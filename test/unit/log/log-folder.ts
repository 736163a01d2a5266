import { execFile } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Clock, systemClock } from "../../../src/core/clock.ts";
import type { LogSpec } from "../../../src/core/component-spec.ts";
import type { RunProgram } from "../../../src/supervisor/log/collapse.ts";
import { LogFile } from "../../../src/supervisor/log/log-file.ts";
import type { LogNotice } from "../../../src/supervisor/log/notice.ts";
import { OneAtATime } from "../../../src/supervisor/log/one-at-a-time.ts";

/** Runs a program, as the agent would. */
export const run: RunProgram = (program, args) =>
  new Promise((resolve, reject) => {
    execFile(program, [...args], (error, _, stderr) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ code: error === null ? 0 : Number(error.code), stderr });
    });
  });

/** As {@link run}, without the programs and their time at the disk: shortens a file at its front in one go, as the kernel does. */
export const runAtOnce: RunProgram = async (_, args) => {
  if (!args.includes("fallocate")) return { code: 0, stderr: "" };
  const [length, path] = [Number(args.at(-2)), args.at(-1) as string];
  const bytes = readFileSync(path);
  if (length % 4_096 !== 0 || length >= bytes.length) return { code: 1, stderr: "fallocate: Invalid argument" };
  writeFileSync(path, bytes.subarray(length));
  return { code: 0, stderr: "" };
};

/** A machine on which no file can be shortened at its front. */
export const runNothing: RunProgram = async () => ({ code: 1, stderr: "fallocate: fallocate failed: Operation not supported" });

/** Where files are in memory, if there is such a place: for tests of many small steps, which need no disk. */
export const inMemory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** What a test sets of a log; the rest has values that are never in the way. */
export interface Settings extends Partial<Record<keyof LogSpec, number>> {
  readonly clock?: Clock;
  readonly run?: RunProgram;
}

/** A log in a folder of its own, seen from outside: as an operator sees the files. */
export class LogFolder implements Disposable {
  readonly parent: string;
  readonly folder: string;
  readonly path: string;
  readonly notices: LogNotice[] = [];
  #lines = 0;

  constructor(parent = tmpdir()) {
    this.parent = parent;
    this.folder = mkdtempSync(join(parent, "is-log-"));
    this.path = join(this.folder, "is.log");
  }

  /** Another folder with the same files. */
  copy(): LogFolder {
    const copy = new (this.constructor as typeof LogFolder)(this.parent);
    cpSync(this.folder, copy.folder, { recursive: true, preserveTimestamps: true });
    copy.#lines = this.#lines;
    return copy;
  }

  /** A fresh object over whatever is in the folder, as a new agent makes it. */
  open(settings: Settings = {}): LogFile {
    const { clock = systemClock, run: runner = run, maxSize = 16_384, keep = 1_000, maxAge = 1e12 } = settings;
    const spec = { maxSize, keep, maxAge } as LogSpec;
    const report = (notice: LogNotice) => void this.notices.push(notice);
    return new LogFile({ path: this.path, spec, clock, run: runner, report, packing: new OneAtATime() });
  }

  /** How many lines were written with {@link write}. */
  get written(): number {
    return this.#lines;
  }

  /** Adds numbered lines of uneven length, some 60 bytes each. */
  write(count: number): void {
    let text = "";
    for (let i = 0; i < count; i++) text += `${this.line(this.#lines++)}\n`;
    appendFileSync(this.path, text);
  }

  /** The line with this number. */
  line(n: number): string {
    return `${n} ${"x".repeat((n * 37) % 101)} ${n}`;
  }

  /** All lines written from `from` on. */
  lines(from = 0): string[] {
    return Array.from({ length: this.#lines - from }, (_, i) => this.line(from + i));
  }

  names(): string[] {
    return readdirSync(this.folder).sort();
  }

  /** Names of rotated files, oldest first. */
  rotated(): string[] {
    const slot = (name: string) => Number(/^is\.log\.(\d+)(?:\.gz)?$/.exec(name)?.[1] ?? Number.NaN);
    const names = this.names().filter((name) => !Number.isNaN(slot(name)));
    return names.sort((a, b) => slot(b) - slot(a));
  }

  bytes(name: string): Buffer {
    const bytes = readFileSync(join(this.folder, name));
    return name.endsWith(".gz") ? gunzipSync(bytes) : bytes;
  }

  /** All files one after the other, rotated ones first. */
  everything(): Buffer {
    return Buffer.concat([...this.rotated(), "is.log"].map((name) => this.bytes(name)));
  }

  /** All lines that are no fillers, as whoever knows nothing of fillers would tell them. */
  allLines(): string[] {
    return this.everything()
      .toString()
      .split("\n")
      .filter((line) => line.trim() !== "");
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
