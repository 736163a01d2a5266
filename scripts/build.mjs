// Bundles src/main.ts to dist/, and the page of the dashboard to dist/web. With --quiet it says nothing but errors.
import { cpSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildPage } from "./build-page.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const quiet = process.argv.includes("--quiet");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const dist = join(root, "dist");
const fresh = join(dist, `.new-${process.pid}`); // in dist, because renaming must not cross file systems

// Bundled libraries ask for `require`, and for the folder they lie in: health and reflection read their .proto files from
// `../../proto` of it, which is dist/proto.
const BANNER = [
  'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
  'import { fileURLToPath as pathOf } from "node:url"; const __dirname = pathOf(new URL("./build/src", import.meta.url));',
].join(" ");

/** The .proto files of bundled libraries. */
const FOREIGN_PROTOS = [
  ["node_modules/grpc-health-check/proto/health", "health"],
  ["node_modules/@grpc/reflection/build/proto/grpc/reflection", "grpc/reflection"],
];

/** Chunks carry a hash in their names, so a new dist may lie over an old one; main.js comes last, when all it needs is there. */
function moveIn() {
  const made = readdirSync(fresh).sort((a, b) => Number(a.startsWith("main.js")) - Number(b.startsWith("main.js")));
  for (const file of made) renameSync(join(fresh, file), join(dist, file));
  const stale = readdirSync(dist).filter(
    (file) => !made.includes(file) && file !== "proto" && file !== "web" && !file.startsWith(".new-"),
  );
  for (const file of stale) rmSync(join(dist, file), { recursive: true, force: true });
  return made;
}

try {
  const page = buildPage(root);
  page.catch(() => {}); // heard of below
  await build({
    absWorkingDir: root,
    entryPoints: ["src/main.ts"],
    outdir: fresh,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // Everything in a few files: finding and reading the hundreds of a library takes longer than all else that a command does.
    banner: { js: BANNER },
    sourcemap: true,
    chunkNames: "[name]-[hash]",
    // Ink has a way to be debugged, which needs what is not installed. React is slow unless it is told that it is in use.
    external: ["react-devtools-core"],
    define: {
      IMAGESERVING_VERSION: JSON.stringify(version),
      "process.env.DEV": '"false"',
      "process.env.NODE_ENV": '"production"',
    },
    logLevel: "warning",
  });
  for (const [from, to] of FOREIGN_PROTOS) cpSync(join(root, from), join(dist, "proto", to), { recursive: true });
  const made = moveIn();
  await page;
  if (!quiet) console.log(`dist/main.js, ImageServing ${version} (${made.length} files)`);
} catch (error) {
  if (!Array.isArray(error?.errors)) throw error; // esbuild has said already what it found
  process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
