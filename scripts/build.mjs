// Bundles src/main.ts to dist/, and the page of the dashboard to dist/web. With --quiet it says nothing but errors.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import load from "../bin/load.js";
import { changeLibraries } from "./build/change-libraries.mjs";
import { withCompiledContract } from "./build/contract.mjs";
import { fileOf, packChunk, packOf } from "./build/pack-chunk.mjs";
import { planPacks } from "./build/plan-packs.mjs";
import { isWarm, warmUp } from "./build/warm-up.mjs";
import { buildPage } from "./build-page.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const quiet = process.argv.includes("--quiet");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const dist = join(root, "dist");
const TABLE = "packs.json";
const fresh = join(dist, `.new-${process.pid}`); // in dist, because renaming must not cross file systems

/**
 * What lies in one file, in the order of who gets a chunk first: what every command needs and what is typed most often; what it takes to
 * call an agent; what those need that read a configuration or an inventory; what the agent needs beside all that.
 */
const PACKS = [
  {
    name: "command",
    entries: [
      "src/main.ts",
      "src/cli/run-status.ts",
      "src/cli/run-operation.ts",
      "src/cli/run-logs.ts",
      "src/cli/insight/run-events.ts",
      "src/supervisor/last-known.ts",
    ],
  },
  { name: "rpc", entries: ["src/rpc/client.ts"] },
  {
    name: "fleet",
    entries: [
      "src/config/read-agent-config.ts",
      "src/config/read-inventory.ts",
      "src/fleet/host-language.ts",
      "src/cli/fleet/run-fleet-status.ts",
      "src/cli/fleet/run-fleet-operation.ts",
      "src/cli/fleet/open-fleet.ts",
      "src/cli/fleet/fleet-world.ts",
      "src/cli/fleet/fleet-tls.ts",
      "src/cli/fleet/connect-fleet.ts",
      "src/cli/fleet/current-context.ts",
      "src/cli/fleet/context-files.ts",
      "src/cli/fleet/targets.ts",
      "src/cli/insight/run-why.ts",
    ],
  },
  { name: "agent", entries: ["src/agent/main.ts"] },
];

/** The .proto files of bundled libraries. */
const FOREIGN_PROTOS = [
  ["node_modules/grpc-health-check/proto/health", "health"],
  ["node_modules/@grpc/reflection/build/proto/grpc/reflection", "grpc/reflection"],
];

/** Files carry a hash in their names, so a new dist may lie over an old one; packs.json comes last, when all that it names is there. */
function moveIn() {
  const made = readdirSync(fresh).sort((a, b) => Number(a === TABLE) - Number(b === TABLE));
  for (const file of made) renameSync(join(fresh, file), join(dist, file));
  const stale = readdirSync(dist).filter(
    (file) => !made.includes(file) && !isCacheOf(made, file) && file !== "proto" && file !== "web" && !file.startsWith(".new-"),
  );
  for (const file of stale) rmSync(join(dist, file), { recursive: true, force: true });
  return made;
}

/** A pack that stayed the same keeps what was compiled of it. */
const isCacheOf = (made, file) => made.some((pack) => pack.endsWith(".cjs") && file === load.cacheName(pack));

/** ES modules, split where an import() is: esbuild can split nothing else. */
const bundle = () =>
  build({
    absWorkingDir: root,
    entryPoints: ["src/main.ts"],
    outdir: ".",
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    sourcesContent: false,
    chunkNames: "[name]-[hash]",
    define: {
      IMAGESERVING_VERSION: JSON.stringify(version),
      "process.env.NODE_ENV": '"production"', // React is slow unless it is told that it is in use
    },
    plugins: [changeLibraries, withCompiledContract(root)],
    logLevel: "warning",
  });

/** Writes packs, modules of their own, and the table that bin/load.js reads. */
async function writePacks({ outputFiles, metafile }) {
  const planned = planPacks(metafile.outputs, PACKS);
  const isChunk = (path) => path.replace(/^[.]\//, "") in metafile.outputs;
  const modules = await Promise.all(
    outputFiles.map(async ({ path, text }) => ({
      name: `./${basename(path)}`,
      ...(await packChunk(basename(path), text, isChunk)),
    })),
  );
  const write = (file, { code, map }) => {
    writeFileSync(join(fresh, file), code);
    writeFileSync(join(fresh, `${file}.map`), JSON.stringify(map));
  };
  mkdirSync(fresh, { recursive: true });
  const packIndex = ({ name }) => planned.get(name.slice(2));
  const packs = PACKS.map(({ name }, index) => {
    const own = modules.filter((module) => packIndex(module) === index);
    const file = `${name}-${hashOf(own.map(({ code }) => code))}.cjs`;
    write(file, packOf(own, file));
    return file;
  });
  for (const module of modules.filter((each) => packIndex(each) === undefined)) {
    const file = module.name.slice(2).replace(/[.]js$/, ".cjs");
    write(file, fileOf(module, file));
  }
  const inPacks = modules.filter((module) => packIndex(module) !== undefined);
  const table = { packs, packOf: Object.fromEntries(inPacks.map((module) => [module.name, packIndex(module)])) };
  writeFileSync(join(fresh, TABLE), JSON.stringify(table));
}

const hashOf = (texts) =>
  texts
    .reduce((hash, text) => hash.update(text), createHash("sha256"))
    .digest("hex")
    .slice(0, 12);

try {
  const page = buildPage(root);
  page.catch(() => {}); // heard of below
  await writePacks(await bundle());
  for (const [from, to] of FOREIGN_PROTOS) cpSync(join(root, from), join(dist, "proto", to), { recursive: true });
  const made = moveIn();
  await page;
  if (!isWarm(dist))
    await warmUp(dist).catch((error) => console.error(`no code cache, so commands start slower: ${error.message}`));
  if (!quiet) console.log(`dist, ImageServing ${version} (${made.length} files)`);
} catch (error) {
  if (!Array.isArray(error?.errors)) throw error;
  for (const { text, location } of error.errors) console.error(`${location?.file ?? ""}:${location?.line ?? ""} ${text}`);
  process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
