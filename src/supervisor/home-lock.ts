import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errnoOf, FaultError, messageOf } from "../core/fault.ts";
import { identify, isAlive, type ProcessIdentity } from "./process-identity.ts";

// One agent per home. A lock is a numbered file that names its holder by pid, start time and boot; it counts while that
// process lives. A new agent claims the next number by link(2), of which only one of two can succeed, and yields to a
// higher one. The highest file is never removed, not even at the end: removing it is what makes other schemes race.

const LOCK = /^agent\.lock\.(\d+)$/;

interface Lock {
  readonly number: number;
  readonly holder: ProcessIdentity | null;
}

/** The living process that holds the home; null: none does. Throws BAD_FILE where nobody can tell. Changes nothing. */
export function homeHolder(stateDir: string): ProcessIdentity | null {
  const lock = highestLock(stateDir);
  return lock?.holder != null && isAlive(lock.holder) ? lock.holder : null;
}

/** Takes the home for this process until it ends. Throws AGENT_RUNNING with the pid of the holder, or BAD_FILE. */
export function takeHome(stateDir: string, home: string): void {
  const claim = join(stateDir, `agent.claim.${randomUUID()}`);
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o750 });
    writeFileSync(claim, JSON.stringify(identify(process.pid)), { mode: 0o640 });
    while (!claimNext(stateDir, claim, home)); // ends: every turn that fails was won by another agent
  } catch (error) {
    if (error instanceof FaultError) throw error;
    const remedy = "the agent must be able to write there; mend its permissions or choose another --home";
    throw new FaultError({ code: "BAD_FILE", path: stateDir, cause: messageOf(error), remedy });
  } finally {
    discard(claim);
  }
}

/** What cannot be removed was not written either: the fault that is on its way says more. */
function discard(claim: string): void {
  try {
    rmSync(claim, { force: true });
  } catch {}
}

function claimNext(stateDir: string, claim: string, home: string): boolean {
  const last = highestLock(stateDir);
  if (last?.holder != null && isAlive(last.holder)) throw new FaultError({ code: "AGENT_RUNNING", pid: last.holder.pid, home });
  const number = (last?.number ?? 0) + 1;
  try {
    linkSync(claim, lockFile(stateDir, number));
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
  return keepIfHighest(stateDir, number);
}

function keepIfHighest(stateDir: string, number: number): boolean {
  const highest = highestLock(stateDir);
  if (highest !== null && highest.number > number) {
    rmSync(lockFile(stateDir, number), { force: true });
    return false;
  }
  for (const lower of lockNumbers(stateDir)) if (lower < number) rmSync(lockFile(stateDir, lower), { force: true });
  return true;
}

function highestLock(stateDir: string): Lock | null {
  const number = Math.max(0, ...lockNumbers(stateDir));
  return number === 0 ? null : { number, holder: readHolder(lockFile(stateDir, number)) };
}

function lockNumbers(stateDir: string): readonly number[] {
  try {
    return readdirSync(stateDir).flatMap((name) => LOCK.exec(name)?.slice(1).map(Number) ?? []);
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    const remedy = "run as the user that the agent runs as, or mend its permissions";
    throw new FaultError({ code: "BAD_FILE", path: stateDir, cause: messageOf(error), remedy });
  }
}

function readHolder(file: string): ProcessIdentity | null {
  try {
    const raw = JSON.parse(readFileSync(file, "utf8"));
    return Number.isInteger(raw?.pid) && Number.isInteger(raw.startTicks) && typeof raw.bootId === "string" ? raw : null;
  } catch {
    return null;
  }
}

const lockFile = (stateDir: string, number: number): string => join(stateDir, `agent.lock.${number}`);
