import { isGlob } from "./glob.ts";
import { expandPattern, parsePattern, patternSize } from "./host-pattern.ts";
import { expandName } from "./host-set.ts";
import { readingSelector, SelectorMistake } from "./selector-mistake.ts";
import { type Operator, type Token, tokens } from "./selector-words.ts";

/** A selection of hosts, before it is known which hosts there are. */
export type Selector =
  | { readonly t: "all" }
  | { readonly t: "names"; readonly names: readonly string[] }
  /** Whoever matches one of them. */
  | { readonly t: "globs"; readonly globs: readonly string[] }
  | { readonly t: "groups"; readonly names: readonly string[] }
  /** Whose label has (or, with `equal` false, has not) a value that matches one of the globs. */
  | { readonly t: "label"; readonly label: string; readonly equal: boolean; readonly globs: readonly string[] }
  /** From left to right, whatever the operators. */
  | { readonly t: "chain"; readonly first: Selector; readonly rest: readonly (readonly [Operator, Selector])[] };

/** How a label may be called, as people read it in a message. */
export const LABEL_RULE = "a letter, then up to 62 letters, digits, dots, dashes, underscores or slashes";

/** What values of labels may be, as people read it in a message. */
export const LABEL_VALUE_RULE = "1 to 63 letters, digits or characters of . _ / : + -";

/** The most characters that a selector may have: the names of some ten thousand hosts, one by one. */
export const MAX_SELECTOR = 1_000_000;

const MAX_NESTING = 50;
const MAX_GLOBS = 1_000;
const GLOB_CHAR = /^[A-Za-z0-9._*?-]$/;
const VALUE_CHAR = /^[A-Za-z0-9._/:+*?-]$/;
const LABEL = /^[A-Za-z][A-Za-z0-9._/-]{0,62}$/;

/** Whether a label may be called so. */
export const isLabel = (text: string): boolean => LABEL.test(text);

/** Whether a label may have this value. */
export const isLabelValue = (text: string): boolean => /^[A-Za-z0-9._/:+-]{1,63}$/.test(text);

/**
 * Reads a selector: names with ranges, globs, `@group`, `label=value`, joined by `,` (and), `&` (those of both), `!` (but not)
 * from left to right, and parentheses.
 * @throws FaultError INVALID_SELECTOR
 */
export function parseSelector(text: string): Selector {
  return readingSelector(text, () => {
    if (text.length > MAX_SELECTOR) throw new SelectorMistake(0, `is longer than ${MAX_SELECTOR} characters`);
    const reading = new Reading(tokens(text), text.trimEnd().length);
    const selector = reading.chain(0);
    reading.end();
    return selector;
  });
}

class Reading {
  readonly #tokens: readonly Token[];
  readonly #length: number;
  #next = 0;

  constructor(all: readonly Token[], length: number) {
    this.#tokens = all;
    this.#length = length;
  }

  chain(depth: number): Selector {
    const first = this.#term(depth, null);
    const rest: [Operator, Selector][] = [];
    for (let token = this.#tokens[this.#next]; token?.t === "operator"; token = this.#tokens[this.#next]) {
      this.#next += 1;
      rest.push([token.operator, this.#term(depth, token.operator)]);
    }
    return rest.length === 0 ? first : { t: "chain", first, rest };
  }

  /** Whatever is left now cannot belong to the selector. */
  end(): void {
    const token = this.#tokens[this.#next];
    if (token === undefined) return;
    if (token.t === "close") throw new SelectorMistake(token.at, "this ) closes nothing");
    throw new SelectorMistake(
      token.at,
      "an operator is missing before this: a comma for both, & for those in both, ! for but not",
    );
  }

  #term(depth: number, after: Operator | null): Selector {
    const token = this.#tokens[this.#next++];
    if (token === undefined) throw new SelectorMistake(this.#length, missing(after));
    if (token.t === "word") return parseWord(token.text, token.at);
    if (token.t !== "open") throw new SelectorMistake(token.at, misplaced(token, after));
    if (depth === MAX_NESTING) throw new SelectorMistake(token.at, `parentheses are nested more than ${MAX_NESTING} deep`);
    const inner = this.chain(depth + 1);
    if (this.#tokens[this.#next++]?.t === "close") return inner;
    this.#next -= 1;
    if (this.#tokens[this.#next] === undefined) throw new SelectorMistake(token.at, "this ( is not closed");
    this.end();
    return inner;
  }
}

const missing = (after: Operator | null): string =>
  after === null ? "a host, @group, label=value or * is missing" : `something is missing after ${after}`;

function misplaced(token: Token, after: Operator | null): string {
  const nothingYet = token.t === "operator" && token.operator === "!" && after === null;
  return nothingYet ? "there is nothing yet to take away from; all but something is *!something" : missing(after);
}

function parseWord(text: string, at: number): Selector {
  if (text === "*") return { t: "all" };
  if (text.startsWith("@")) return { t: "groups", names: expandName(text.slice(1), at + 1) };
  const label = /^(.*?)(!?=)(.*)$/s.exec(text);
  if (label !== null) return parseLabel(label[1] as string, label[2] === "=", label[3] as string, at);
  if (!isGlob(text)) return { t: "names", names: expandName(text, at) };
  return { t: "globs", globs: globsOf(text, at, GLOB_CHAR) };
}

function parseLabel(label: string, equal: boolean, value: string, at: number): Selector {
  if (!isLabel(label)) throw new SelectorMistake(at, `"${label}" is no label; write ${LABEL_RULE}`);
  const valueAt = at + label.length + (equal ? 1 : 2);
  if (value === "") throw new SelectorMistake(valueAt, `a value is missing; any value is ${label}=*`);
  return { t: "label", label, equal, globs: globsOf(value, valueAt, VALUE_CHAR) };
}

/** The texts that a text with ranges stands for. Each is matched with each host, so there may not be many. */
function globsOf(text: string, at: number, allowed: RegExp): readonly string[] {
  const pattern = parsePattern(text, at, allowed);
  if (patternSize(pattern) > MAX_GLOBS) throw new SelectorMistake(at, `this stands for more than ${MAX_GLOBS} patterns`);
  return expandPattern(pattern);
}
