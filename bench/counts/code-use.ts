import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** How much code a program has loaded and run, Node's own not among it. */
export interface CodeUse {
  /** Scripts evaluated. */
  readonly scripts: number;
  /** Their size on disk: what is read and compiled. */
  readonly sourceBytes: number;
  /** Different functions that were called. */
  readonly functions: number;
}

/** Counts by V8's own account (NODE_V8_COVERAGE). @throws Error where the program does not end with 0. */
export function codeUseOf(script: string, args: readonly string[], env: NodeJS.ProcessEnv): CodeUse {
  const folder = mkdtempSync(join(tmpdir(), "is-code-"));
  try {
    const options = {
      env: { ...env, NODE_V8_COVERAGE: folder },
      stdio: ["ignore", "ignore", "inherit"] as const,
      timeout: 60_000,
    };
    const { status } = spawnSync(process.execPath, [script, ...args], { ...options, stdio: [...options.stdio] });
    if (status !== 0) throw new Error(`${script} ${args.join(" ")} ended with ${status}`);
    const reports = readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Report);
    return summed(reports);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What V8 writes. */
export interface Report {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

function summed(reports: readonly Report[]): CodeUse {
  const scripts = reports.flatMap(({ result }) => result).filter(({ url }) => url.startsWith("file:"));
  return {
    scripts: scripts.length,
    sourceBytes: scripts.reduce((sum, { url }) => sum + statSync(fileURLToPath(url)).size, 0),
    functions: scripts.reduce(
      (sum, { functions }) => sum + functions.filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0).length,
      0,
    ),
  };
}
