import { harmlessText } from "../../core/harmless-text.ts";

/** One of the words that could be meant. */
export interface Candidate {
  readonly value: string;
  /** A few words on it; empty: there is nothing to say. */
  readonly description: string;
}

/** What could stand at the end of a line. */
export interface Completion {
  /** Files or folders, which the shell knows itself, go beside the candidates. */
  readonly also: "files" | "folders" | null;
  /** In the order in which they are to be shown. */
  readonly candidates: readonly Candidate[];
}

export const NOTHING: Completion = { also: null, candidates: [] };

/** No shell has a meaning for these, whatever is around them. */
const SAFE = /^[\w.,@%+:/=-]*$/;

const LONGEST = 80;

/**
 * Those that go on from what was typed, each once. What would be added to the line is harmless to a shell, and a description to a
 * terminal: a name in which somebody hid something else is not offered.
 */
export function offered(candidates: readonly Candidate[], typed: string): readonly Candidate[] {
  const seen = new Set<string>();
  return candidates
    .filter(({ value }) => {
      const fits = value.startsWith(typed) && SAFE.test(value.slice(typed.length)) && !seen.has(value);
      seen.add(value);
      return fits;
    })
    .map(({ value, description }) => ({ value, description: short(harmlessText(description)) }));
}

/** Words without anything to be said of them. */
export const bare = (words: Iterable<string>): readonly Candidate[] => [...words].map((value) => ({ value, description: "" }));

const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
