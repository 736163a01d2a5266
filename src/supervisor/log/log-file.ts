import { constants, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { LogSpec } from "../../core/component-spec.ts";
import { Collapse, type RunProgram } from "./collapse.ts";
import { badFile, type LinesQuery, LogReader } from "./log-reader.ts";
import { LogState } from "./log-state.ts";
import type { ReportNotice } from "./notice.ts";
import type { OneAtATime } from "./one-at-a-time.ts";
import { Packer } from "./packer.ts";
import { recover } from "./recover.ts";
import { Rotator } from "./rotator.ts";

/** What a {@link LogFile} needs. */
export interface LogFileParts {
  /** Absolute path of the live file, which ends in `.log`; rotated files are `.log.1`, `.log.2.gz`, … beside it. */
  readonly path: string;
  readonly spec: LogSpec;
  readonly clock: Clock;
  /** Runs `flock` and `fallocate`. */
  readonly run: RunProgram;
  readonly report: ReportNotice;
  /** Shared by all logs of an agent: rotated files are compressed one at a time. */
  readonly packing: OneAtATime;
}

/**
 * The log of one component: the file that it writes to, held open by itself, and what was rotated out of it. One object per log and
 * host must do all of it, for rotation and readers know of each other in here only.
 */
export class LogFile {
  readonly #p: LogFileParts;
  readonly #packer: Packer;
  readonly #rotator: Rotator;
  readonly #reader: LogReader;

  /** Opens and creates nothing. */
  constructor(parts: LogFileParts) {
    const { path, spec, clock, run, report, packing } = parts;
    const log = new LogState(path, new Collapse(run), recover);
    this.#p = parts;
    this.#packer = new Packer({ log, clock, report, turns: packing });
    this.#rotator = new Rotator({ log, clock, report, packer: this.#packer }, spec);
    this.#reader = new LogReader({ log, clock, report });
  }

  /** Of the live file. */
  get path(): string {
    return this.#p.path;
  }

  /**
   * Opens the file for a child's standard output and error: for appending, created with mode 0640 in a folder of mode 0750 where there is
   * none. The caller closes it once the child has been started.
   *
   * @throws FaultError BAD_FILE
   */
  openForChild(): number {
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o750 });
      return openSync(this.path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o640);
    } catch (error) {
      throw badFile(this.path, error);
    }
  }

  /** Rotates, removes and compresses what is due; to be called about every second. Costs a single stat where nothing is. Never rejects. */
  checkRotation(): Promise<void> {
    return this.#rotator.check();
  }

  /** Counts from the next check on. */
  setSpec(spec: LogSpec): void {
    this.#rotator.setSpec(spec);
  }

  /**
   * The last lines, rotated ones too; no more than 64 MiB of them. A line of more than 64 KiB comes in pieces.
   *
   * @throws FaultError BAD_FILE
   */
  tail(lines: number): Promise<string[]> {
    return this.#reader.tail(lines);
  }

  /** As {@link tail}, in portions of some 64 KiB, read as they are asked for. */
  last(query: LinesQuery): AsyncIterable<string[]> {
    return this.#reader.last(query);
  }

  /**
   * The last lines, then what is added, until the signal aborts; then throws its reason. No line twice, none missing, whatever is rotated
   * meanwhile; lines that are removed before a slow reader asks for them are said to be left out. A line without its end is given when
   * nothing has come for a second.
   */
  follow(query: LinesQuery): AsyncIterable<string[]> {
    return this.#reader.follow(query);
  }

  /** Resolves when no rotation and no compression is under way. */
  async settled(): Promise<void> {
    await this.#rotator.settled();
    await this.#packer.settled();
  }

  /** Lets a rotation finish, gives up a compression. Readers end by their own signals. Safe to call twice; never rejects. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#rotator.close(), this.#packer.close()]);
  }
}
