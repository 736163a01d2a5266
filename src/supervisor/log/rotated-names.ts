import { NONCE_DIGITS } from "./filler.ts";

/** A head of the live file whose copy is complete, and which is being removed from the live file. */
export interface Move {
  /** How many bytes are cut off the front of the live file: whole blocks. */
  readonly block: number;
  /** Where the copied lines end in the live file; what lies between `block` and here becomes a filler. */
  readonly end: number;
  /** Tells this move's filler from every other. */
  readonly nonce: string;
}

/** What a file beside the live one is, by its name. */
export type Beside =
  /** A rotated file; slot 1 is the newest. */
  | { readonly t: "piece"; readonly slot: number; readonly gz: boolean }
  | { readonly t: "moving"; readonly move: Move }
  /** One of several copies in a row that are published once the live file has been emptied. */
  | { readonly t: "part"; readonly index: number }
  /** Unfinished; worth nothing once its maker has gone. */
  | { readonly t: "scrap" };

/** What an unfinished file is for. */
export type Scrap = "copying" | "packing" | "probe";

const PIECE = /^([1-9]\d{0,4})(\.gz)?$/;
const MOVING = new RegExp(`^moving-(\\d{1,15})-(\\d{1,15})-([0-9a-f]{${NONCE_DIGITS}})$`);
const PART = /^part-(\d{1,6})$/;
const SCRAP = /^(?:copying|packing|probe)$/;

/** `is.log.3.gz` */
export const pieceName = (base: string, slot: number, gz: boolean): string => `${base}.${slot}${gz ? ".gz" : ""}`;

/** `is.log.moving-8192-8300-0123456789ab`: all that is needed to go on after a crash stands in the name, so a rename is the whole journal. */
export const movingName = (base: string, { block, end, nonce }: Move): string => `${base}.moving-${block}-${end}-${nonce}`;

/** `is.log.part-0` */
export const partName = (base: string, index: number): string => `${base}.part-${index}`;

/** `is.log.copying` */
export const scrapName = (base: string, scrap: Scrap): string => `${base}.${scrap}`;

/** What `entry` is to the log whose live file is called `base`; null: not ours, never touched. */
export function readName(base: string, entry: string): Beside | null {
  if (!entry.startsWith(`${base}.`)) return null;
  const rest = entry.slice(base.length + 1);
  const piece = PIECE.exec(rest);
  if (piece !== null) return { t: "piece", slot: Number(piece[1]), gz: piece[2] !== undefined };
  const moving = MOVING.exec(rest);
  if (moving !== null)
    return { t: "moving", move: { block: Number(moving[1]), end: Number(moving[2]), nonce: moving[3] as string } };
  const part = PART.exec(rest);
  if (part !== null) return { t: "part", index: Number(part[1]) };
  return SCRAP.test(rest) ? { t: "scrap" } : null;
}

/** How the newest slot is made free. */
export interface Shift {
  /** From, to; in this order, so that nothing is ever overwritten. */
  readonly moves: readonly (readonly [number, number])[];
  /** The newest slot. */
  readonly newest: number;
}

/**
 * Moves everything up to the first gap by one. A shift that was cut short leaves a gap, and the next one only goes up to it:
 * so it may be repeated at any point.
 *
 * @param taken slots of rotated files.
 * @param blocked slots whose names are taken by something that is not ours.
 */
export function planShift(taken: ReadonlySet<number>, blocked: ReadonlySet<number>): Shift {
  const usable: number[] = [];
  for (let slot = 1; usable.length === 0 || taken.has(usable.at(-1) as number); slot++) {
    if (!blocked.has(slot)) usable.push(slot);
  }
  const moves = usable.slice(1).map((to, i) => [usable[i] as number, to] as const);
  return { moves: moves.reverse(), newest: usable[0] as number };
}
