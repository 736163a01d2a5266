import type { Stats } from "node:fs";
import { lstat, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errnoOf } from "../../core/fault.ts";
import {
  type Beside,
  type Move,
  movingName,
  partName,
  pieceName,
  planShift,
  readName,
  type Scrap,
  scrapName,
} from "./rotated-names.ts";

/** One rotated file. */
export interface Piece {
  readonly slot: number;
  readonly gz: boolean;
  readonly path: string;
  /** Bytes on disk. */
  readonly size: number;
  readonly inode: number;
  /** When its last line was written, as milliseconds of the wall clock. */
  readonly modified: number;
}

/** What lies beside a live file. */
export interface Listing {
  /** Newest first. */
  readonly pieces: readonly Piece[];
  /** Slots whose names are taken by something that is not ours. */
  readonly blocked: ReadonlySet<number>;
  readonly moving: readonly { readonly path: string; readonly move: Move }[];
  /** In their order. */
  readonly parts: readonly { readonly path: string; readonly index: number }[];
  /** Paths. */
  readonly scraps: readonly string[];
}

/** The rotated files of one log, and the steps on the way to one. Only regular files whose names are exactly ours are touched. */
export class RotatedFiles {
  readonly #folder: string;
  readonly #base: string;

  /** @param live path of the live file. */
  constructor(live: string) {
    this.#folder = dirname(live);
    this.#base = basename(live);
  }

  /** The path of a rotated file. */
  piece(slot: number, gz: boolean): string {
    return join(this.#folder, pieceName(this.#base, slot, gz));
  }

  /** The path of a copy that is complete, see {@link Move}. */
  moving(move: Move): string {
    return join(this.#folder, movingName(this.#base, move));
  }

  /** The path of one of several copies in a row. */
  part(index: number): string {
    return join(this.#folder, partName(this.#base, index));
  }

  /** The path of an unfinished file. */
  scrap(scrap: Scrap): string {
    return join(this.#folder, scrapName(this.#base, scrap));
  }

  /** Everything of ours that is there now. */
  async list(): Promise<Listing> {
    const listing: Writable<Listing> = { pieces: [], blocked: new Set(), moving: [], parts: [], scraps: [] };
    for (const entry of await this.#entries()) {
      const name = readName(this.#base, entry);
      const path = join(this.#folder, entry);
      const stats = name === null ? null : await statOf(path);
      if (name === null || stats === null) continue;
      if (stats.isFile()) put(listing, name, path, stats);
      else if (name.t === "piece") listing.blocked.add(name.slot);
    }
    listing.pieces.sort((a, b) => a.slot - b.slot);
    listing.parts.sort((a, b) => a.index - b.index);
    return listing;
  }

  /** Makes this file the newest rotated one. Killed halfway, it may simply be repeated. */
  async publish(path: string): Promise<void> {
    const { pieces, blocked } = await this.list();
    const { moves, newest } = planShift(new Set(pieces.map((piece) => piece.slot)), blocked);
    for (const [from, to] of moves) {
      const those = pieces.filter(({ slot }) => slot === from);
      for (const { gz, path } of those) await rename(path, this.piece(to, gz));
    }
    await rename(path, this.piece(newest, false));
  }

  /**
   * Removes all but the newest `keep`, and what was last written before `before`.
   *
   * @returns when the oldest that is left was last written; null where none is left.
   */
  async prune(keep: number, before: number): Promise<number | null> {
    const { pieces } = await this.list();
    const kept = pieces.filter((piece, rank) => rank < keep && piece.modified >= before);
    for (const piece of pieces.toReversed()) if (!kept.includes(piece)) await rm(piece.path, { force: true });
    return kept.length === 0 ? null : Math.min(...kept.map((piece) => piece.modified));
  }

  /** Removes the oldest rotated file; null where there is none. */
  async dropOldest(): Promise<Piece | null> {
    const oldest = (await this.list()).pieces.at(-1) ?? null;
    if (oldest !== null) await rm(oldest.path, { force: true });
    return oldest;
  }

  async #entries(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if (errnoOf(error) === "ENOENT") return [];
      throw error;
    }
  }
}

type Writable<T> = {
  -readonly [K in keyof T]: T[K] extends ReadonlySet<infer V> ? Set<V> : T[K] extends readonly (infer V)[] ? V[] : T[K];
};

function put(listing: Writable<Listing>, name: Beside, path: string, stats: Stats): void {
  if (name.t === "piece") {
    const { slot, gz } = name;
    listing.pieces.push({ slot, gz, path, size: stats.size, inode: stats.ino, modified: stats.mtimeMs });
  } else if (name.t === "moving") listing.moving.push({ path, move: name.move });
  else if (name.t === "part") listing.parts.push({ path, index: name.index });
  else listing.scraps.push(path);
}

async function statOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return null; // removed by somebody since it was listed
    throw error;
  }
}
