import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { Clock } from "../../core/clock.ts";
import { after, type MonoMs, seconds } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import { readAt } from "./file-bytes.ts";
import type { LogState } from "./log-state.ts";
import type { ReportNotice } from "./notice.ts";
import type { OneAtATime } from "./one-at-a-time.ts";
import { needRoom } from "./room.ts";

const PORTION = 256 * 1024;
const MOST = 2 ** 32; // a compressed file tells its length modulo this, and readers need to know it
const PAUSE = seconds(60); // after a failure

/** What a {@link Packer} needs. */
export interface PackerParts {
  readonly log: LogState;
  readonly clock: Clock;
  readonly report: ReportNotice;
  /** Shared by all logs, so that one core at the most is busy with this. */
  readonly turns: OneAtATime;
}

interface Source {
  readonly file: FileHandle;
  readonly inode: number;
}

/** Compresses the rotated files of one log in the background, all but the newest. */
export class Packer {
  readonly #p: PackerParts;
  readonly #closing = new AbortController();
  #work: Promise<void> | null = null;
  #owed = false;
  #notBefore = 0 as MonoMs;

  constructor(parts: PackerParts) {
    this.#p = parts;
  }

  /** There may be something to compress. */
  owe(): void {
    this.#owed = true;
  }

  /** Begins where something is owed and nothing under way. */
  start(): void {
    if (!this.#owed || this.#work !== null || this.#closing.signal.aborted || this.#p.clock.now() < this.#notBefore) return;
    this.#work = this.#packAll()
      .catch((error) => this.#failed(error))
      .finally(() => {
        this.#work = null;
      });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#work !== null) await this.#work;
  }

  /** Gives up what is under way; the next agent begins it anew. Never rejects. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.settled();
  }

  async #packAll(): Promise<void> {
    this.#owed = false;
    while (await this.#p.turns.run(() => this.#packNext()));
  }

  async #packNext(): Promise<boolean> {
    const source = this.#closing.signal.aborted ? null : await this.#p.log.still(() => this.#next());
    if (source === null) return false;
    await using file = source.file; // held open to the end: as long as it is, its inode number is not given to another file
    await this.#pack(file);
    await this.#p.log.change(() => this.#replace(source.inode));
    return true;
  }

  /** The newest that is due: it will be kept longest. */
  async #next(): Promise<Source | null> {
    const { pieces } = await this.#p.log.files.list();
    const due = pieces.find((piece, rank) => rank > 0 && !piece.gz && piece.size < MOST);
    return due === undefined ? null : { file: await open(due.path, "r"), inode: due.inode };
  }

  async #pack(source: FileHandle): Promise<void> {
    const path = this.#p.log.files.scrap("packing");
    const { size, atime, mtime } = await source.stat();
    await needRoom(path, size / 4);
    await using packed = await open(path, "w", 0o640);
    // Not by streams of the handles: a handle waits at its close for streams that were told not to close it.
    const write = async (portions: AsyncIterable<Buffer>) => {
      for await (const bytes of portions) await packed.writeFile(bytes);
    };
    await pipeline(portionsOf(source), createGzip({ chunkSize: PORTION }), write, { signal: this.#closing.signal });
    await packed.utimes(atime, mtime);
    await packed.sync();
  }

  /** Puts the packed file in the place of its source, which may have moved on, or have been removed, meanwhile. */
  async #replace(inode: number): Promise<void> {
    const { files } = this.#p.log;
    const packed = files.scrap("packing");
    const source = (await files.list()).pieces.find((piece) => piece.inode === inode);
    if (source === undefined) return rm(packed);
    await rename(packed, files.piece(source.slot, true));
    await rm(source.path);
  }

  #failed(error: unknown): void {
    this.#p.log.leftBehind();
    if (this.#closing.signal.aborted) return;
    this.#owed = true;
    this.#notBefore = after(this.#p.clock.now(), PAUSE);
    this.#p.report({
      kind: "failed",
      file: this.#p.log.live.path,
      text: `a rotated log file cannot be compressed: ${messageOf(error)}`,
    });
  }
}

async function* portionsOf(file: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += PORTION) {
    const bytes = await readAt(file, position, PORTION);
    if (bytes.length > 0) yield bytes;
    if (bytes.length < PORTION) return;
  }
}
