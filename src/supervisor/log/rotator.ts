import type { Clock } from "../../core/clock.ts";
import type { LogSpec } from "../../core/component-spec.ts";
import { errnoOf, messageOf } from "../../core/fault.ts";
import { copyAndTruncate } from "./copy-truncate.ts";
import { blockSizeOf } from "./live-file.ts";
import type { LogState } from "./log-state.ts";
import { moveHead } from "./move-head.ts";
import type { ReportNotice } from "./notice.ts";
import type { Packer } from "./packer.ts";
import { isFull } from "./room.ts";

/** What a {@link Rotator} needs. */
export interface RotatorParts {
  readonly log: LogState;
  readonly packer: Packer;
  readonly clock: Clock;
  readonly report: ReportNotice;
}

/** Decides when a log is rotated and what is kept of it, and says what goes wrong. */
export class Rotator {
  readonly #p: RotatorParts;
  #spec: LogSpec;
  #running: Promise<void> | null = null;
  #closing = false;
  /** When the oldest line in the live file may have been written, by the wall clock; null: there is none; undefined: not looked yet. */
  #began: number | null | undefined;
  /** When rotated files are looked through next. */
  #tidyAt = 0;
  #failure: string | null = null;
  #saidFallback = false;

  constructor(parts: RotatorParts, spec: LogSpec) {
    this.#p = parts;
    this.#spec = spec;
  }

  /** Counts from the next check on; costs nothing where it is the same. */
  setSpec(spec: LogSpec): void {
    const { maxSize, keep, maxAge } = this.#spec;
    if (spec.maxSize === maxSize && spec.keep === keep && spec.maxAge === maxAge) return;
    this.#spec = spec;
    this.#tidyAt = 0;
  }

  /** Rotates where it is due. One look at the live file where it is not. Joins a check that is under way; never rejects. */
  check(): Promise<void> {
    this.#running ??= this.#check().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Resolves when no check is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Lets the rotation that is under way finish. Never rejects. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#running;
  }

  async #check(): Promise<void> {
    try {
      while (!this.#closing && (await this.#rotateOnce())) await this.#tidy();
      if (this.#now() >= this.#tidyAt) await this.#tidy();
      this.#p.packer.start();
      this.#failure = null;
    } catch (error) {
      this.#p.log.leftBehind();
      this.#failed(error);
    }
  }

  async #rotateOnce(): Promise<boolean> {
    const due = await this.#p.log.still(() => this.#due());
    if (due === null) return false;
    const moved = await this.#makingRoom(() => this.#rotate(due));
    this.#began = null; // what is in the file now was, to within a rotation, written just now
    return moved;
  }

  async #due(): Promise<"size" | "age" | null> {
    const { live } = this.#p.log;
    const content = live.size - live.filler;
    if (this.#began === undefined) this.#began = await this.#firstBegan();
    if (content <= 0) this.#began = null;
    else this.#began ??= this.#now();
    if (content > this.#spec.maxSize) return "size";
    return this.#began !== null && this.#now() - this.#began > this.#spec.maxAge ? "age" : null;
  }

  /** What an earlier agent left in the live file was written after the newest rotated line. */
  async #firstBegan(): Promise<number | null> {
    const [newest] = (await this.#p.log.files.list()).pieces;
    const stats = await this.#p.log.live.look();
    return newest?.modified ?? stats?.birthtimeMs ?? null;
  }

  async #rotate(due: "size" | "age"): Promise<boolean> {
    const { log } = this.#p;
    const why = await this.#whyNoCollapse();
    if (why === null) return moveHead(log, this.#spec.maxSize, due === "age");
    if (!this.#saidFallback)
      this.#report("fallback", `${why}; the log is copied and then emptied, which may lose lines at that moment`);
    this.#saidFallback = true;
    await copyAndTruncate(log, this.#spec.maxSize);
    return true;
  }

  async #whyNoCollapse(): Promise<string | null> {
    const { collapse, files, live } = this.#p.log;
    const why = await collapse.whyNot(files.scrap("probe"), await blockSizeOf(live.path));
    return why === null ? null : `a file cannot be shortened at its front here (${why})`;
  }

  /** Gives up the oldest rotated files, one by one, where the disk is full: better those than new lines. */
  async #makingRoom(act: () => Promise<boolean>): Promise<boolean> {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        const dropped = isFull(error) ? await this.#p.log.change(() => this.#p.log.files.dropOldest()) : null;
        if (dropped === null) throw error;
        this.#p.report({
          kind: "dropped",
          file: dropped.path,
          text: `removed before its time, to make room: ${messageOf(error)}`,
        });
      }
    }
  }

  async #tidy(): Promise<void> {
    const { log, packer } = this.#p;
    const { keep, maxAge } = this.#spec;
    const oldest = await log.change(() => log.files.prune(keep, this.#now() - maxAge));
    this.#tidyAt = oldest === null ? Number.POSITIVE_INFINITY : oldest + maxAge + 1;
    packer.owe();
  }

  #now(): number {
    return this.#p.clock.wall().getTime();
  }

  #failed(error: unknown): void {
    const kind = errnoOf(error) || messageOf(error); // for messages may name files that are called otherwise each time
    if (this.#failure !== kind) this.#report("failed", `the log cannot be rotated: ${messageOf(error)}`);
    this.#failure = kind;
  }

  #report(kind: "fallback" | "failed", text: string): void {
    this.#p.report({ kind, file: this.#p.log.live.path, text });
  }
}
