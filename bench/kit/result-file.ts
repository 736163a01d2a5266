import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname } from "node:path";
import type { Curve } from "./curve-svg.ts";
import { judge } from "./judge.ts";
import type { Row } from "./row.ts";

/** On what it was measured. */
export interface Machine {
  readonly node: string;
  readonly openssl: string;
  readonly processors: number;
  readonly model: string;
  readonly memoryMiB: number;
  /** The commit, and `+` where files differ from it; null: not known. */
  readonly commit: string | null;
}

/** The form of a file of results. */
export interface Results {
  readonly version: 1;
  readonly at: string;
  readonly quick: boolean;
  readonly runs: number;
  readonly machine: Machine;
  readonly rows: readonly (Row & { readonly verdicts: ReturnType<typeof judge> })[];
  readonly curves: readonly Curve[];
}

/** What is put down of a run. */
export const resultsOf = (
  rows: readonly Row[],
  curves: readonly Curve[],
  how: Pick<Results, "at" | "quick" | "runs" | "machine">,
): Results => ({
  version: 1,
  ...how,
  rows: rows.map((row) => ({ ...row, verdicts: judge(row) })),
  curves,
});

/** The machine at hand. */
export function machine(root: string): Machine {
  const processors = cpus();
  return {
    node: process.version,
    openssl: process.versions.openssl,
    processors: processors.length,
    model: processors[0]?.model.trim() ?? "unknown",
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    commit: commitOf(root),
  };
}

function commitOf(root: string): string | null {
  try {
    const git = (...args: string[]) =>
      execFileSync("git", args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    return git("rev-parse", "--short", "HEAD").trim() + (git("status", "--porcelain", "--untracked-files=no") === "" ? "" : "+");
  } catch {
    return null; // no git, or no repository
  }
}

export function writeResults(file: string, results: Results): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 1)}\n`);
}
