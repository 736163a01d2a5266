// Text as roff has it, so that what is copied from a page is what was meant: a dash a dash, a quote a quote.

const CHARS = {
  "\\": "\\e",
  "'": "\\(aq",
  '"': "\\(dq",
  "`": "\\(ga",
  "^": "\\(ha",
  "~": "\\(ti",
  "…": "...",
  "→": "\\(->",
  "–": "\\(en",
  "·": "\\(bu",
};

const named = (char) => CHARS[char] ?? `\\[u${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`;

const escaped = (text) => text.replaceAll(/[\\'"`^~]|[^\n -~]/gu, named);

/** What is typed, or stands in a file. */
export const literal = (text) => escaped(text).replaceAll("-", "\\-");

/** Words of people, in which only options and numbers have true dashes. */
export const prose = (text) => escaped(text).replaceAll(/(?<![\w\\])--?(?=\w)/g, (dashes) => dashes.replaceAll("-", "\\-"));

export const bold = (text) => `\\fB${literal(text)}\\fR`;
export const italic = (text) => `\\fI${literal(text)}\\fR`;

/** A line of text that begins with a dot is none of roff's requests. */
export const line = (text) => (text.startsWith(".") ? `\\&${text}` : text);

export const section = (title, ...lines) => [`.SH ${/\s/.test(title) ? `"${title}"` : title}`, ...lines];

/** A word or two, and beside it what it means. */
export const item = (term, ...text) => [".TP", line(term), ...text.map(line)];

/** As it is, line by line. @param indent in characters. */
export const example = (text, indent = 4) => [
  ".PP",
  `.RS ${indent}`,
  ".nf",
  ...text.split("\n").map((row) => line(literal(row))),
  ".fi",
  ".RE",
];

/** @param name of the page. @param chapter of the manual. */
export const title = (name, chapter, { date, version }) =>
  `.TH ${literal(name.toUpperCase())} ${chapter} ${date} "ImageServing ${literal(version)}" "ImageServing"`;

/** The text of a page. After a heading a paragraph begins by itself. */
export const page = (lines) =>
  `${[HEAD, ...lines].filter((row, at, all) => row !== ".PP" || !/^\.S[HS] /.test(all[at - 1])).join("\n")}\n`;

const HEAD = '.\\" Written by scripts/docs/man.mjs from the commands and the schemas. Change those, not this file.';
