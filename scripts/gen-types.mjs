// Generates src/rpc/gen from proto/. With --check it only compares, and exits 1 where they differ.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "src/rpc/gen");
const check = process.argv.includes("--check");
const out = check ? mkdtempSync(join(tmpdir(), "imageserving-gen-")) : target;

if (!check) rmSync(target, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [
    join(root, "node_modules/@grpc/proto-loader/build/bin/proto-loader-gen-types.js"),
    "--longs=Number",
    "--enums=String",
    "--defaults",
    "--oneofs",
    "--includeComments",
    "--grpcLib=@grpc/grpc-js",
    "--targetFileExtension=.ts",
    "--importFileExtension=.ts",
    "-I",
    "proto",
    "-O",
    out, // relative to cwd below, because the generated files name their source
    "imageserving/v1/supervisor.proto",
    "google/rpc/status.proto",
    "google/rpc/error_details.proto",
  ],
  { stdio: "inherit", cwd: root },
);

/** @param {string} dir */
const files = (dir) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(dir.length + 1))
    .sort();

if (check) {
  const [made, kept] = [files(out), files(target)];
  const stale = [...new Set([...made, ...kept])].filter(
    (file) =>
      !made.includes(file) ||
      !kept.includes(file) ||
      readFileSync(join(out, file), "utf8") !== readFileSync(join(target, file), "utf8"),
  );
  rmSync(out, { recursive: true });
  if (stale.length > 0) {
    console.error(`src/rpc/gen does not match proto/: ${stale.join(", ")}. Run: npm run gen`);
    process.exit(1);
  }
}
