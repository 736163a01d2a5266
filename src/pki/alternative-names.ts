import type { X509Certificate } from "node:crypto";

/** One of the names in a certificate's subjectAltName, as `URI` `spiffe://…`, `DNS` `node3`, `IP Address` `192.0.2.4`. */
export interface AlternativeName {
  readonly type: string;
  readonly value: string;
}

/** A type, then a value: a JSON string where the value has a character that could be taken for the end of it. */
const ENTRY = /([A-Za-z][A-Za-z0-9 ]*):("(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/y;

/**
 * The names in a certificate's subjectAltName, in its order; null where it cannot be read without a doubt. Node writes them into
 * one text and quotes whatever is odd in it (CVE-2021-44532), so taking it apart at every comma would let a name smuggle in others.
 */
export function alternativeNames({ subjectAltName }: Pick<X509Certificate, "subjectAltName">): readonly AlternativeName[] | null {
  const text = subjectAltName ?? "";
  const names: AlternativeName[] = [];
  for (let at = 0; at < text.length; at = ENTRY.lastIndex) {
    ENTRY.lastIndex = at;
    const [, type, raw] = ENTRY.exec(text) ?? [];
    const value = raw === undefined ? null : unquoted(raw);
    if (type === undefined || value === null) return null;
    names.push({ type, value });
  }
  return names;
}

function unquoted(raw: string): string | null {
  if (!raw.startsWith('"')) return raw;
  try {
    return JSON.parse(raw) as string;
  } catch {
    return null;
  }
}
