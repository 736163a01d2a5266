/**
 * What a terminal may act upon instead of showing: the C0 and C1 controls, line and paragraph separators, the marks and
 * overrides of writing direction (which make text read otherwise than it is), the byte order mark and halves of a surrogate pair.
 */
const HARMFUL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** The text on one line, with every character that a terminal may act upon made visible: `\x1b`, `\n`, `\u202e`. */
export const harmlessText = (text: string): string => text.replace(HARMFUL, (found) => SHORT[found] ?? visible(found));

/** The same for a line of a log: tabs stay, and so does not the carriage return of a `\r\n` line end. */
export const harmlessLine = (line: string): string => line.replace(/\r$/, "").split("\t").map(harmlessText).join("\t");

/** The same for text of several lines: its line ends stay. */
export const harmlessLines = (text: string): string => text.split("\n").map(harmlessLine).join("\n");

/** The same for JSON text, which stays the same JSON: JSON itself escapes the C0 controls only. */
export const harmlessJson = (json: string): string =>
  json.replace(HARMFUL, (found) => (found === "\n" ? found : `\\u${hex(found, 4)}`));

function visible(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${hex(char, 2)}` : `\\u${hex(char, 4)}`;
}

const hex = (char: string, digits: number): string => (char.codePointAt(0) ?? 0).toString(16).padStart(digits, "0");
