import { type Ms, ms } from "../../core/duration.ts";
import { LEASE_TTL } from "../../core/lease.ts";
import { type LeaseId, parseLeaseId } from "../../core/names.ts";

/** A lease as it is kept on disk. Its end is there twice: what counts since boot no clock change moves, the wall clock outlives a boot. */
export interface LeaseRecord {
  readonly id: LeaseId;
  readonly by: string;
  readonly reason: string;
  readonly since: Date;
  readonly ttl: Ms;
  /** The boot in which it was renewed last. */
  readonly bootId: string;
  /** When it ends, in milliseconds since that boot. */
  readonly endsSinceBoot: number;
  readonly endsAt: Date;
}

/** The moment, as a machine tells it. */
export interface Moment {
  readonly bootId: string;
  readonly msSinceBoot: number;
  readonly wall: Date;
}

const VERSION = 1;

/** Writes what is held, or that nothing is; {@link parseLease} reads it back to the same. */
export const writeLease = (lease: LeaseRecord | null): string => `${JSON.stringify({ version: VERSION, lease })}\n`;

/** Reads what is held. Throws an Error that says what is wrong. */
export function parseLease(text: string): LeaseRecord | null {
  const raw = JSON.parse(text);
  if (raw?.version !== VERSION) throw new Error(`version ${String(raw?.version)} is not ${VERSION}`);
  const { lease } = raw;
  if (lease === null) return null;
  const id = parseLeaseId(String(lease?.id));
  if (id === null || typeof lease.bootId !== "string" || typeof lease.by !== "string") throw new Error("it holds no lease");
  return {
    id,
    by: lease.by,
    reason: String(lease.reason),
    since: date(lease.since),
    ttl: ms(Math.min(length(lease.ttl), LEASE_TTL.max)),
    bootId: lease.bootId,
    endsSinceBoot: length(lease.endsSinceBoot),
    endsAt: date(lease.endsAt),
  };
}

/** How long a lease still has that an earlier agent wrote down: never more than its time to live, 0 where it has ended. */
export function timeLeft({ ttl, bootId, endsSinceBoot, endsAt }: LeaseRecord, now: Moment): Ms {
  const left = bootId === now.bootId ? endsSinceBoot - now.msSinceBoot : endsAt.getTime() - now.wall.getTime();
  return ms(Math.min(Math.max(0, left), ttl));
}

function date(text: unknown): Date {
  const made = new Date(String(text));
  if (Number.isNaN(made.getTime())) throw new Error(`"${String(text)}" is no time`);
  return made;
}

function length(value: unknown): number {
  if (typeof value !== "number" || !(value >= 0)) throw new Error(`"${String(value)}" is no length of time`);
  return value;
}
