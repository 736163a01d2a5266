import { REMOVED, redactText } from "./redact-text.ts";

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/;
/** What a line of a PEM file looks like; a checksum in hexadecimal digits is none. */
const BODY = /^(?=.*[G-Zg-z+/=])[A-Za-z0-9+/]{40,76}={0,2}$/;
/** The same behind what a logger puts in front: such files have 64 characters in a line. */
const BODY_AT_END = /(?:^|\s)(?=[A-Za-z0-9+/]*[G-Zg-z+/])[A-Za-z0-9+/]{64}\s*$/;
/** Of which key a line is that ends one, which may be short; what a logger puts in front is passed over. */
const LAST_WORD = /[A-Za-z0-9+/]{4,76}={0,2}\s*$/;
/** The key of 16384 bits has fewer lines. */
const MOST_LINES = 250;

/**
 * The lines of a log with secrets removed, as {@link redactText} does it; a private key on many lines too, also where the
 * lines begin or end within it. The number of lines stays.
 */
export function redactLines(lines: readonly string[]): readonly string[] {
  const secret = keyLines(lines);
  return lines.map((line, at) => (secret.has(at) ? REMOVED : redactText(line)));
}

function keyLines(lines: readonly string[]): ReadonlySet<number> {
  const secret = new Set<number>();
  let left = 0;
  for (const [at, line] of lines.entries()) {
    if (left === 0 && END.test(line) && !BEGIN.test(line)) takeBackwards(lines, at, secret);
    if (BEGIN.test(line)) left = MOST_LINES;
    if (left > 0 || BODY.test(line.trim()) || BODY_AT_END.test(line)) secret.add(at);
    if (left > 0) left = END.test(line) ? 0 : left - 1;
  }
  return secret;
}

/** A key whose beginning is not there: the lines before its end that could be of it. */
function takeBackwards(lines: readonly string[], end: number, secret: Set<number>): void {
  secret.add(end);
  for (let at = end - 1; at >= Math.max(0, end - MOST_LINES) && LAST_WORD.test(lines[at] as string); at--) secret.add(at);
}
