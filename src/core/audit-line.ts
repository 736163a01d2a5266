import { createHash } from "node:crypto";
import { AUDIT_OUTCOMES, type AuditEntry, type AuditOutcome, boundedEntry } from "./audit-entry.ts";
import type { AuditPoint } from "./audit-point.ts";
import { harmlessJson } from "./harmless-text.ts";
import { IDENTITY_KINDS, type IdentityKind } from "./identity.ts";

/** A line of the audit log. */
export interface AuditLine extends AuditEntry {
  /** 1 for the first line, then one more each. */
  readonly seq: number;
  /** The digest of the torn lines that stand between this line and the one before it; null: there are none. */
  readonly torn: string | null;
  /** The hash of the line before; zeros for the first. */
  readonly prev: string;
  /** Of all bytes of the line before `,"hash":`. */
  readonly hash: string;
}

/** Where a new line goes. */
export interface AuditPlace {
  readonly seq: number;
  readonly prev: string;
  readonly torn: string | null;
}

const END = /^,"hash":"([0-9a-f]{64})"\}$/;
const END_BYTES = `,"hash":"${"0".repeat(64)}"}`.length;
const HASH = /^[0-9a-f]{64}$/;

/** The SHA-256 of a text or of bytes, in hexadecimal digits. */
export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** Writes an entry as a line, without its line end. Nothing in the entry can end the line or reach a terminal. */
export function writeAuditLine(
  entry: AuditEntry,
  { seq, prev, torn }: AuditPlace,
): { readonly text: string; readonly point: AuditPoint } {
  const bounded = boundedEntry(entry);
  const fields = { seq, ...bounded, ...(torn === null ? {} : { torn }), prev };
  const head = harmlessJson(JSON.stringify(fields)).slice(0, -1);
  const hash = sha256(head);
  return { text: `${head},"hash":"${hash}"}`, point: { seq, hash } };
}

/** Reads a line, without its line end; null where it is not, to the byte, as it was written. */
export function readAuditLine(bytes: Buffer): AuditLine | null {
  const at = bytes.length - END_BYTES;
  const hash = at > 0 ? END.exec(bytes.toString("latin1", at))?.[1] : undefined;
  if (hash === undefined || sha256(bytes.subarray(0, at)) !== hash) return null;
  try {
    return lineOf(JSON.parse(bytes.toString("utf8")), hash);
  } catch {
    return null;
  }
}

function lineOf(raw: Readonly<Record<string, unknown>>, hash: string): AuditLine | null {
  const { seq, prev, torn = null, outcome, components } = raw;
  const at = new Date(String(raw["at"]));
  if (!Number.isSafeInteger(seq) || (seq as number) < 1) return null;
  if (!isHash(prev) || !(torn === null || isHash(torn))) return null;
  if (Number.isNaN(at.getTime()) || !AUDIT_OUTCOMES.includes(outcome as AuditOutcome) || !Array.isArray(components)) return null;
  const role = IDENTITY_KINDS.find((kind) => kind === raw["role"]) ?? null;
  return {
    seq: seq as number,
    at,
    who: text(raw["who"]),
    role: role satisfies IdentityKind | null,
    from: optionalText(raw["from"]),
    method: text(raw["method"]),
    operationId: optionalText(raw["operationId"]),
    components: components.map(text),
    reason: text(raw["reason"]),
    outcome: outcome as AuditOutcome,
    code: optionalText(raw["code"]),
    detail: text(raw["detail"]),
    torn,
    prev,
    hash,
  };
}

const isHash = (value: unknown): value is string => typeof value === "string" && HASH.test(value);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const optionalText = (value: unknown): string | null => (typeof value === "string" ? value : null);
