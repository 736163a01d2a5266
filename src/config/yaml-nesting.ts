import { CST, Lexer } from "yaml";

/** How deep collections may lie in each other. Configuration needs six levels. */
export const MAX_NESTING = 64;

/** An indentation by more spaces than this counts as too deep: each level takes at least one. */
const MAX_INDENT = 256;

const OPENS = new Set(["flow-map-start", "flow-seq-start"]);
const CLOSES = new Set(["flow-map-end", "flow-seq-end"]);
/** Tokens that stand for something between characters and have no length in the text. */
const MARKS = new Set(["doc-mode", "flow-error-end", "scalar"]);
const INDICATORS = new Set(["seq-item-ind", "explicit-key-ind", "map-value-ind"]);

/**
 * Offset at which a YAML text becomes nested too deeply to be parsed; null where it does not.
 * Asked first, because the parser recurses: it would exhaust the stack, which in V8 can end the process and not only throw.
 */
export function tooDeepAt(text: string): number | null {
  let [offset, brackets, indicators, lineStart] = [0, 0, 0, true];
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token) ?? "";
    if (OPENS.has(type)) brackets += 1;
    if (CLOSES.has(type)) brackets = Math.max(0, brackets - 1); // one too many closes nothing
    if (type === "flow-error-end") brackets = 0; // a line that is not indented enough ends them all
    if (INDICATORS.has(type) && brackets === 0) indicators += 1; // in brackets they nest nothing by themselves
    if (type === "newline") indicators = 0;
    const indent = lineStart && type === "space" ? token.length : 0;
    if (brackets > MAX_NESTING || indicators > MAX_NESTING || indent > MAX_INDENT) return offset;
    lineStart = type === "newline";
    if (!MARKS.has(type)) offset += token.length;
  }
  return null;
}
