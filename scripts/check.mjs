// Everything that must hold before a commit. `--no-tests` leaves the tests out, `--fast` the slowest of them too.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const steps = [
  ["format and lint", "npx", ["--no-install", "biome", "check", "--error-on-warnings", "."]],
  ["types", "npx", ["--no-install", "tsc", "-p", "."]],
  ["types of the page", "npx", ["--no-install", "tsc", "-p", "src/web"]],
  ["floors and cycles", "npx", ["--no-install", "depcruise", "--config", ".dependency-cruiser.mjs", "src"]],
  ["generated types match proto/", process.execPath, ["scripts/gen-types.mjs", "--check"]],
  ["generated documents match the code", process.execPath, ["scripts/gen-docs.mjs", "--check"]],
  ...(process.argv.includes("--no-tests") ? [] : [["tests", "npm", ["test", "--silent"]]]),
];

const failed = [];
for (const [what, program, args] of steps) {
  const started = performance.now();
  const { status } = spawnSync(program, args, { cwd: root, stdio: "inherit" });
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${what} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  if (status !== 0) failed.push(what);
}
if (failed.length > 0) {
  console.error(`check failed: ${failed.join(", ")}`);
  process.exit(1);
}
