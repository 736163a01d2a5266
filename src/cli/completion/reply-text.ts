import type { Completion } from "./candidate.ts";

/**
 * What a script is answered: `words`, `files` or `folders` on the first line, then a candidate on each, with a tab before its
 * description. Empty: nothing can stand there.
 */
export function replyText({ also, candidates }: Completion): string {
  if (also === null && candidates.length === 0) return "";
  const lines = candidates.map(({ value, description }) => (description === "" ? value : `${value}\t${description}`));
  return [also ?? "words", ...lines, ""].join("\n");
}

/**
 * The same for Bash, which shows no descriptions and replaces only what it takes for the word: in `--host=no` that is `no`.
 * @param typed the word as it is meant, without quotes. @param atCursor what Bash takes for it.
 */
export const bashReplyText = ({ also, candidates }: Completion, typed: string, atCursor: string): string =>
  replyText({
    also,
    candidates: candidates.map(({ value }) => ({ value: `${atCursor}${value.slice(typed.length)}`, description: "" })),
  });
