// Builds the page of the dashboard, src/web → dist/web, unless it was built from the same sources already.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the page is made from; of src/core it has some, and which is nobody's to keep up to date here. */
const FOLDERS = ["src/web", "src/core"];
const FILES = ["vite.config.ts", "tsconfig.json", "package-lock.json"];

/** In dist/web: of what it was built. */
const STAMP = ".sources";

/** Resolves with whether anything had to be built. */
export async function buildPage(root) {
  const stamp = join(root, "dist/web", STAMP);
  const sources = hashOf(root);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return false;
  const { build } = await import("vite"); // takes longer to load than all the rest where nothing changed
  await build({ configFile: join(root, "vite.config.ts") });
  writeFileSync(stamp, sources);
  return true;
}

function hashOf(root) {
  const hash = createHash("sha256");
  const inFolder = (folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, name));
  for (const file of [...FOLDERS.flatMap(inFolder).filter((name) => /\.\w+$/.test(name)), ...FILES].sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}
