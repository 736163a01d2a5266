import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { Bench } from "./bench.ts";

/**
 * Bundles a program of bench/programs, to be run in a process of its own. Returns the script, which is removed at the end.
 * @param whole whether packages are bundled, too, as in what is shipped.
 */
export async function bundled(name: string, bench: Bench, whole = false): Promise<string> {
  const script = join(process.cwd(), "node_modules/.bench", `${name}-${process.pid}.mjs`); // packages are found from there
  bench.atEnd(() => rmSync(script, { force: true }));
  await build({
    entryPoints: [join(process.cwd(), "bench/programs", `${name}.ts`)],
    outfile: script,
    bundle: true,
    ...(whole ? { banner: { js: BANNER }, external: ["@grpc/proto-loader"] } : { packages: "external" }),
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
  return script;
}

const BANNER = `import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);
import { fileURLToPath as pathOf } from "node:url"; const __dirname = pathOf(new URL(".", import.meta.url));`;
