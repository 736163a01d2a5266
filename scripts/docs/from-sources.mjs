// What every generated document shares: the sources it is made from, and how it is written or checked.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Imports a module of TypeScript written here. Plain node cannot run the sources, so they are bundled first. */
export async function fromSources(contents) {
  const options = { bundle: true, platform: "node", format: "esm", target: "node20", packages: "external" };
  const outfile = join(ROOT, "node_modules/.cache", `imageserving-${process.pid}-${count++}.mjs`); // where packages are found
  await build({ ...options, outfile, stdin: { contents, resolveDir: ROOT, loader: "ts" } });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile);
  }
}

let count = 0;

/** Writes the document, or with `check` only compares. Returns whether it stands as it should. */
export async function keep(name, text, check) {
  const target = join(ROOT, "docs", name);
  if (!check) await writeFile(target, text);
  else if ((await readFile(target, "utf8").catch(() => "")) !== text) {
    console.error(`docs/${name} does not match the code; write it anew with: npm run gen`);
    return false;
  }
  return true;
}

/** A Markdown table. */
export const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows]
    .map((row) => `| ${row.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
