import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

// What README says is what happens: its commands are run, and what they print is compared but for numbers.

const root = fileURLToPath(new URL("../..", import.meta.url));
const readme = readFileSync(join(root, "README.md"), "utf8");

interface Shown {
  readonly command: string;
  readonly output: string;
}

/** The commands of the console block under a heading, with what is shown under each. A command with a text in it ends where that ends. */
function shown(heading: string): readonly Shown[] {
  const section = readme.slice(readme.indexOf(`## ${heading}\n`));
  const [, block = ""] = /```console\n([\s\S]*?)```/.exec(section) ?? [];
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = ""] = /^.*<<END\n[\s\S]*?\nEND(\ndone)?$/m.exec(part) ?? part.split("\n");
      return { command, output: part.slice(command.length).trim() };
    });
}

/** Numbers, sizes, times and the width of columns differ from run to run. */
const shape = (text: string) =>
  text
    .trimEnd()
    .replaceAll(/\d+(\.\d+)?( ?(ms|s|m|h|kB|MB|GB|%))?( \d+(s|m|h))?/g, "#")
    .replaceAll(/#–#/g, "#")
    .replaceAll(/ +/g, " ");

test("the first minute of README is true", { timeout: 60_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "is-readme-"));
  try {
    const all = shown("The first minute");
    expect(all.map(({ command }) => command.replace(/.*\/tmp\/try /, ""))).toEqual([
      "init --profile demo",
      "start",
      "status",
      "restart is",
      "stop",
      "status",
    ]);
    for (const { command, output } of all) {
      const args = command.split(" ").map((word) => word.replace("/tmp/try", home));
      const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8", timeout: 30_000 });
      expect(shape(stdout.replaceAll(home, "/tmp/try")), command).toBe(shape(output));
    }
  } finally {
    spawnSync(process.execPath, ["bin/ImageServing", "--home", home, "--quiet", "stop"], { cwd: root, timeout: 20_000 });
    rmSync(home, { recursive: true, force: true });
  }
});

test("the demo runs through and leaves nothing running", { timeout: 90_000 }, () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/demo.mjs"], {
    cwd: root,
    encoding: "utf8",
    timeout: 80_000,
  });
  expect(stderr.includes("The demo failed"), stderr).toBe(false);
  expect(stdout, stderr).toContain("nothing was left running");
  expect(status).toBe(0);
});

test("README names every command, every exit code, and only files that are there", () => {
  const help = spawnSync(process.execPath, ["bin/ImageServing", "--help"], {
    cwd: root,
    encoding: "utf8",
    timeout: 20_000,
  }).stdout;
  const commands = [...help.matchAll(/^ {2}([a-z]+) /gm)]
    .map(([, name = ""]) => name)
    .filter((name) => !["help", "version"].includes(name));
  expect(commands.length).toBeGreaterThan(7);
  for (const name of commands) expect(readme, name).toContain(`\`${name}`);
  for (const [, code] of help.matchAll(/^ {2}(\d) {2}/gm)) expect(readme).toMatch(new RegExp(`^\\| ${code} +\\|`, "m"));
  for (const [, link = ""] of readme.matchAll(/\]\(((?!http)[^)#]+)/g)) expect(existsSync(join(root, link)), link).toBe(true);
});

test("the fleet in a minute of README is true", { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "is-readme-"));
  const run = (command: string) =>
    spawnSync("sh", ["-c", command.replaceAll("/tmp/fleet", folder)], { cwd: root, encoding: "utf8", timeout: 30_000 });
  const all = shown("A fleet in a minute");
  const stop = all.at(-1)?.command ?? "";
  try {
    expect(all.map(({ command }) => command).filter((command) => command.includes("/jump --"))).toHaveLength(3);
    for (const { command, output } of all) {
      const { stdout, stderr, status } = run(command);
      expect([status, shape(stdout)], `${command}: ${stderr}`).toEqual([0, shape(output)]);
    }
  } finally {
    run(stop);
    rmSync(folder, { recursive: true, force: true });
  }
});
