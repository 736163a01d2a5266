// Runs vitest and closes with one line, alone: `N passed, N failed`, and `, N skipped` where some were.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
const vitest = join(root, "node_modules/vitest/vitest.mjs");

/**
 * Runs vitest once with these arguments and prints the closing line. Returns the exit code: 0 only where some test ran, none failed,
 * and vitest itself had nothing to complain of.
 */
export function runVitest(args, env = process.env) {
  const folder = mkdtempSync(join(tmpdir(), "is-report-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { status } = spawnSync(process.execPath, [vitest, "run", ...reporters, ...args], { cwd: root, env, stdio: "inherit" });
    const { passed, failed, skipped } = countsOf(report);
    console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
    return status === 0 && failed === 0 && passed > 0 ? 0 : status || 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the report counts. A file that failed before any of its tests ran is one failure; no report at all is one too. */
function countsOf(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, "utf8"),
    );
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
    );
    return { passed: numPassedTests, failed: numFailedTests + broken.length, skipped: numPendingTests + numTodoTests };
  } catch (error) {
    console.error(`vitest left no report: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
