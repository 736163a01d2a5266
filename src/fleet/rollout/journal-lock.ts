import { randomUUID } from "node:crypto";
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, FaultError } from "../../core/fault.ts";
import type { LeaseId } from "../../core/names.ts";
import { isLiving, type ProcessStamp, stampOf } from "./process-stamp.ts";

// One process per journal, as one agent per home: a lock is a numbered file that names its holder, and counts while that
// process lives. Who wants it claims the next number by link(2), of which only one of two can succeed, and yields to a higher
// one. The highest file is never removed: who gives it back writes into it that nobody has it.

interface Lock {
  readonly number: number;
  /** Null: given back, or nobody can tell. */
  readonly holder: ProcessStamp | null;
}

/** The living process that works on a rollout; null: none does. */
export function journalHolder(dir: string, id: LeaseId): ProcessStamp | null {
  const holder = highest(dir, id)?.holder ?? null;
  return holder !== null && isLiving(holder) ? holder : null;
}

/**
 * Takes the journal of a rollout for this process. Returns how it is given back, which never throws; a process that ends gives
 * it back by that. Throws BAD_FILE where another process has it, or this one already.
 */
export function lockJournal(dir: string, id: LeaseId): () => void {
  const claim = join(dir, `${id}.claim.${randomUUID()}`);
  try {
    writeFileSync(claim, JSON.stringify(stampOf(process.pid)), { mode: 0o640 });
    for (;;) {
      const number = claimNext(dir, id, claim); // ends: every turn that fails was won by another process
      if (number !== null) return () => giveBack(dir, id, number);
    }
  } finally {
    rmSync(claim, { force: true });
  }
}

function claimNext(dir: string, id: LeaseId, claim: string): number | null {
  const last = highest(dir, id);
  if (last?.holder != null && isLiving(last.holder)) throw held(dir, id, last.holder);
  const number = (last?.number ?? 0) + 1;
  try {
    linkSync(claim, lockFile(dir, id, number));
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return null;
    throw error;
  }
  const numbers = lockNumbers(dir, id);
  if (Math.max(...numbers) > number) {
    rmSync(lockFile(dir, id, number), { force: true });
    return null;
  }
  for (const lower of numbers) if (lower < number) rmSync(lockFile(dir, id, lower), { force: true });
  return number;
}

function giveBack(dir: string, id: LeaseId, number: number): void {
  const nobody = join(dir, `${id}.claim.${randomUUID()}`);
  try {
    writeFileSync(nobody, "null", { mode: 0o640 });
    renameSync(nobody, lockFile(dir, id, number));
  } catch {
    discard(nobody); // the lock ends with this process
  }
}

function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}

function highest(dir: string, id: LeaseId): Lock | null {
  const number = Math.max(0, ...lockNumbers(dir, id));
  return number === 0 ? null : { number, holder: readHolder(lockFile(dir, id, number)) };
}

function lockNumbers(dir: string, id: LeaseId): readonly number[] {
  const prefix = `${id}.lock.`;
  const suffixes = readdirSync(dir).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  return suffixes.filter((suffix) => /^\d{1,9}$/.test(suffix)).map(Number);
}

function readHolder(file: string): ProcessStamp | null {
  try {
    const raw = JSON.parse(readFileSync(file, "utf8"));
    return Number.isInteger(raw?.pid) && Number.isInteger(raw.startTicks) && typeof raw.bootId === "string" ? raw : null;
  } catch {
    return null;
  }
}

function held(dir: string, id: LeaseId, { pid }: ProcessStamp): FaultError {
  const cause = `process ${pid} is at work on this rollout`;
  return new FaultError({
    code: "BAD_FILE",
    path: journalFile(dir, id),
    cause,
    remedy: "wait for it, or interrupt that process",
  });
}

const lockFile = (dir: string, id: LeaseId, number: number): string => join(dir, `${id}.lock.${number}`);

/** The journal of a rollout. */
export const journalFile = (dir: string, id: LeaseId): string => join(dir, `${id}.jsonl`);
