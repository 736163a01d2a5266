/** The word of `known` that `word` was probably meant to be; null where none is near. Case, dashes and underscores do not count. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  if (word.length > MAX_LENGTH) return null;
  const ranked = known.map((candidate) => ({ candidate, distance: editDistance(bare(word), bare(candidate)) }));
  const best = ranked.reduce((a, b) => (b.distance < a.distance ? b : a), { candidate: "", distance: Number.POSITIVE_INFINITY });
  return best.distance <= Math.max(1, Math.floor(best.candidate.length / 3)) ? best.candidate : null;
}

/** Longer ones are no slip of the fingers, and cost the square of their length. */
const MAX_LENGTH = 64;

const bare = (word: string) => word.toLowerCase().replaceAll(/[-_]/g, "");

/** How many letters must be put in, taken out, changed or swapped with their neighbour (optimal string alignment distance). */
export function editDistance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, changed, swapped));
    }
    [before, last] = [last, row];
  }
  return at(last, b.length);
}

const at = (row: readonly number[], index: number) => row[index] as number;
