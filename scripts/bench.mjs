// Builds, then runs one benchmark of bench/ by its name: node scripts/bench.mjs fan-out-width [ARGUMENT...]
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const [name = "", ...args] = process.argv.slice(2);
const source = ["ts", "mjs"].map((end) => join(root, "bench", `${name}.${end}`)).find((file) => existsSync(file));
if (source === undefined) {
  const known = readdirSync(join(root, "bench")).map((file) => file.replace(/\.(ts|mjs)$/, ""));
  console.error(`Which benchmark? npm run bench -- NAME, one of: ${known.join(", ")}`);
  process.exit(2);
}
spawnSync(process.execPath, [join(root, "scripts/build.mjs"), "--quiet"], { stdio: "inherit" });
const script = join(root, "node_modules/.bench", `${name}.mjs`);
await build({
  entryPoints: [source],
  outfile: script,
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "node20",
  logLevel: "warning",
});
process.exitCode = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: "inherit" }).status ?? 1;
