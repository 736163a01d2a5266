import { type ConfigProblem, FaultError } from "../core/fault.ts";

/** A file of thousands of mistakes is not read by anybody; what is left out is counted. */
export const MAX_PROBLEMS = 100;

/** Throws INVALID_CONFIG with every problem, file by file in the order of each and none twice; returns where there is none. */
export function throwProblems(problems: readonly ConfigProblem[]): void {
  if (problems.length === 0) return;
  throw new FaultError({ code: "INVALID_CONFIG", problems: inOrderOfFile(problems) });
}

function inOrderOfFile(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const distinct = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
  const files = [...new Set(distinct.map(({ file }) => file))];
  const sorted = distinct.sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  const shown = sorted.slice(0, MAX_PROBLEMS);
  const left = sorted.length - shown.length;
  const last = shown.at(-1);
  if (left === 0 || last === undefined) return shown;
  return [...shown, { file: last.file, line: null, column: null, message: `and ${left} more problems` }];
}
