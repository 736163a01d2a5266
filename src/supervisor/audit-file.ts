import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuditChain } from "../core/audit-chain.ts";
import { type HeadReading, readHead } from "../core/audit-head.ts";
import { type AuditLine, readAuditLine } from "../core/audit-line.ts";
import { errnoOf, messageOf } from "../core/fault.ts";

/** The audit log of a state folder. */
export const auditLogFile = (stateDir: string): string => join(stateDir, "audit.log");

/** What is kept beside a log: how far the agent had come. */
export const auditHeadFile = (logFile: string): string => `${logFile.replace(/\.log$/, "")}.head`;

const CHUNK = 64 * 1024;
const LINE_END = 0x0a;

/**
 * Feeds a log to a chain, from a position to its end as it is then. Resolves with the position reached, or with null
 * where there is no such file; rejects with the error of the file system.
 */
export async function feedChain(file: string, chain: AuditChain, from = 0): Promise<number | null> {
  const handle = await open(file, "r").catch((error) => {
    if (errnoOf(error) === "ENOENT") return null;
    throw error;
  });
  if (handle === null) return null;
  try {
    let at = from;
    for (const buffer = Buffer.alloc(CHUNK); ; ) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK, at);
      if (bytesRead === 0) return at;
      chain.push(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** The last line of a log of that size, where it has a line end and is whole; else null, and the log must be read from its beginning. */
export async function lastWholeLine(file: string, size: number): Promise<AuditLine | null> {
  const handle = await open(file, "r");
  try {
    const buffer = Buffer.alloc(Math.min(CHUNK, size));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, size - buffer.length);
    const bytes = buffer.subarray(0, bytesRead);
    if (bytes.at(-1) !== LINE_END) return null;
    const before = bytes.lastIndexOf(LINE_END, -2);
    if (before < 0 && bytes.length < size) return null;
    return readAuditLine(bytes.subarray(before + 1, -1));
  } finally {
    await handle.close();
  }
}

/** Reads what is kept beside a log. Never rejects: what cannot be read is said. */
export async function readAuditHead(logFile: string): Promise<HeadReading> {
  try {
    return readHead(await readFile(auditHeadFile(logFile), "utf8"));
  } catch (error) {
    return errnoOf(error) === "ENOENT" ? { t: "none" } : { t: "unreadable", why: messageOf(error) };
  }
}
