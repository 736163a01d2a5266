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

/** The commands of the console blocks with what is shown under each. */
function shown(): readonly Shown[] {
  const blocks = [...readme.matchAll(/```console\n([\s\S]*?)```/g)].map(([, block = ""]) => block);
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = "", ...output] = part.trimEnd().split("\n");
        return { command, output: output.join("\n") };
      }),
  );
}

/** Numbers, sizes, times and the width of columns differ from run to run. */
const shape = (text: string) =>
  text
    .trimEnd()
    .replaceAll(/\d+(\.\d+)?( ?(ms|s|m|h|kB|MB|GB|%))?( \d+(s|m|h))?/g, "#")
    .replaceAll(/ +/g, " ");

test("the first minute of README is true", { timeout: 60_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), "is-readme-"));
  try {
    const all = shown();
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
