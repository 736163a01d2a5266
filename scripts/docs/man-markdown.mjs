// The Markdown of our documents as roff: paragraphs, lists, blocks of code, headings. Tables are left out.
import { bold, example, italic, line, prose } from "./man-roff.mjs";

/** What stands under the heading of a document, without those of the same rank that follow. */
export function underHeading(markdown, heading) {
  const [, rest] = markdown.split(`\n## ${heading}\n`);
  if (rest === undefined) throw new Error(`no heading: ${heading}`);
  return rest.split(/\n## /)[0];
}

/** Lines of roff. */
export const fromMarkdown = (markdown) => blocksOf(markdown).flatMap(blockLines);

/** What blank lines keep apart; a block of code is one, whatever is in it. */
function blocksOf(markdown) {
  const parts = markdown.split(/^```\w*\n([\s\S]*?)^```$/m);
  return parts.flatMap((part, at) =>
    at % 2 === 1 ? [{ code: part.trimEnd() }] : part.split(/\n{2,}/).map((text) => ({ text })),
  );
}

function blockLines({ code, text }) {
  if (code !== undefined) return example(code);
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.startsWith("|") || trimmed.startsWith("<!--")) return [];
  if (trimmed.startsWith("#")) return [`.SS ${inline(trimmed.replace(/^#+ /, ""))}`];
  if (!trimmed.startsWith("- ")) return [".PP", line(inline(trimmed))];
  return trimmed.split(/\n(?=- )/).flatMap((entry) => [".IP \\(bu 2", line(inline(entry.slice(2)))]);
}

/** Code, emphasis and links within a text; a line of its own. */
export function inline(text) {
  const flat = text.replaceAll(/\s*\n\s*/g, " ").replaceAll(/\[([^\]]+)\]\([^)]+\)/g, "$1");
  const parts = flat.split(/(`[^`]+`|\*\*[^*]+\*\*|(?<![\w*])[*_][^*_]+[*_](?![\w*]))/);
  return parts.map((part, at) => (at % 2 === 0 ? prose(part) : emphasised(part))).join("");
}

function emphasised(part) {
  if (part.startsWith("`")) return bold(part.slice(1, -1));
  return part.startsWith("**") ? bold(part.slice(2, -2)) : italic(part.slice(1, -1));
}
