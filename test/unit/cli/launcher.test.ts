import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const BIN = fileURLToPath(new URL("../../../bin", import.meta.url));
let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "is-bin-"));
  cpSync(BIN, join(root, "bin"), { recursive: true });
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
});
afterEach(() => rmSync(root, { recursive: true }));

const run = (program: string) => spawnSync(program, ["status"], { encoding: "utf8", cwd: "/", timeout: 15_000 });

test("what has not been built says so", { timeout: 20_000 }, () => {
  const { status, stderr } = run(join(root, "bin/ImageServing"));
  expect(status).toBe(1);
  expect(stderr).toContain("Run: npm ci && npm run build");
});

test("it is found through a link, from any folder", { timeout: 20_000 }, () => {
  mkdirSync(join(root, "dist"));
  writeFileSync(join(root, "dist/packs.json"), '{ "packs": [], "packOf": {} }');
  writeFileSync(join(root, "dist/main.cjs"), "module.exports = () => console.log('main', ...process.argv.slice(2))");
  symlinkSync(join(root, "bin/ImageServing"), join(root, "link"));
  expect(run(join(root, "link")).stdout).toBe("main status\n");
});

test("a Node that is too old is told which one is needed", { timeout: 20_000 }, () => {
  const old =
    "Object.defineProperty(process, 'versions', { value: { node: '20.18.1' } }); Object.defineProperty(process, 'version', { value: 'v20.18.1' });";
  writeFileSync(join(root, "old.cjs"), old);
  const { status, stderr } = spawnSync(process.execPath, ["-r", join(root, "old.cjs"), join(root, "bin/ImageServing")], {
    encoding: "utf8",
    timeout: 15_000,
  });
  expect(status).toBe(1);
  expect(stderr).toContain("ImageServing needs Node 20.19 or later; this is v20.18.1");
});
