import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../packaging/man", import.meta.url));
const pages = readdirSync(folder);
const timeout = 60_000;

function run(program: string, ...args: readonly string[]) {
  const env = { ...process.env, LC_ALL: "C.UTF-8", MANWIDTH: "80" };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env, encoding: "utf8", timeout: 20_000 });
  return { status, stdout, stderr };
}

test("there is a page for every command that the help names, and one for each file that people write", { timeout }, () => {
  const program = fileURLToPath(new URL("../../bin/ImageServing", import.meta.url));
  const commandsOf = (...words: readonly string[]): readonly string[] => {
    const { stdout } = run(program, ...words, "--help");
    const [, list = ""] = /^Commands:\n([\s\S]*?)(?:\n\n|$(?![\s\S]))/m.exec(stdout) ?? [];
    const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = ""]) => name).filter((name) => name !== "help");
    return names.flatMap((name) => [[...words, name].join("-"), ...commandsOf(...words, name)]);
  };
  const wanted = commandsOf().map((name) => `ImageServing-${name}.1`);
  expect(wanted.length).toBeGreaterThan(30);
  const files = ["imageserving-agent.yaml.5", "imageserving-fleet.yaml.5"];
  expect([...pages].sort()).toEqual([...wanted, "ImageServing.1", ...files].sort());
});

describe.each(pages)("%s", { timeout }, (name) => {
  test("mandoc finds nothing wrong", () => {
    expect(run("mandoc", "-Tlint", "-Wwarning", name)).toEqual({ status: 0, stdout: "", stderr: "" });
  });

  test("man shows it without a warning, with nothing of its source", () => {
    const { status, stdout, stderr } = run("man", "--warnings", "-l", join(folder, name));
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("SEE ALSO");
    expect(stdout).not.toMatch(/\\f[BIR]|\\\(|^ *\.[A-Za-z]{2}\b/m);
  });

  test("it sends nobody to a page that is not there", () => {
    const [, also = ""] = /^\.SH "SEE ALSO"\n([\s\S]*)$/m.exec(readFileSync(join(folder, name), "utf8")) ?? [];
    const named = [...also.matchAll(/\\fB(.*?)\\fR\((\d)\)/g)].map(
      ([, page = "", chapter]) => `${page.replaceAll("\\-", "-")}.${chapter}`,
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((page) => !pages.includes(page))).toEqual([]);
  });
});
