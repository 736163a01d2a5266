import { SelectorMistake } from "./selector-mistake.ts";

/** Joins, intersects, takes away. */
export type Operator = "," | "&" | "!";

/** A part of a selector, with where it begins. */
export type Token =
  | { readonly t: "operator"; readonly operator: Operator; readonly at: number }
  | { readonly t: "open"; readonly at: number }
  | { readonly t: "close"; readonly at: number }
  | { readonly t: "word"; readonly text: string; readonly at: number };

/** A word: whatever is in brackets belongs to it, and so does the ! of a !=. */
const WORD = /(?:\[[^\]]*\]|!=|[^\s,&!()[])+/y;

/** Takes a selector apart. Blanks separate, and mean nothing. */
export function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const char = text[at] as string;
    const word = char === "!" ? null : wordAt(text, at);
    if (word !== null) found.push({ t: "word", text: word, at });
    else if (char === "," || char === "&" || char === "!") found.push({ t: "operator", operator: char, at });
    else if (char === "(" || char === ")") found.push({ t: char === "(" ? "open" : "close", at });
    else if (char === "[") throw new SelectorMistake(at, "this [ is not closed");
    at += word?.length ?? 1;
  }
  return found;
}

function wordAt(text: string, at: number): string | null {
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0] ?? null;
  if (word !== null && text[at + word.length] === "[") throw new SelectorMistake(at + word.length, "this [ is not closed");
  return word;
}
