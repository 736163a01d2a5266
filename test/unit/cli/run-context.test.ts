import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import { sayContext } from "../../../src/cli/fleet/say-context.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { systemClock } from "../../../src/core/clock.ts";
import { choicesFor } from "./choices-for.ts";
import { fakeTerminal } from "./fake-terminal.ts";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "is-contexts-"));
  mkdirSync(join(home, "fleets"));
  write("fleet.yaml", "hosts:\n  node[1-3]:\n");
  write("fleets/lab.yaml", "hosts: { lab1: }");
});
afterEach(() => rmSync(home, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(home, name), text);

async function type(line: string, env: Readonly<Record<string, string>> = {}) {
  const { terminal, stdout, stderr } = fakeTerminal({ clock: systemClock, env: { IMAGESERVING_HOME: home, ...env } });
  const code = await runCommandLine(line.split(" "), terminal, async () => 0);
  return { code, out: stdout.text, err: stderr.text };
}

test("the list: the current one marked, with its hosts or why they cannot be read", async () => {
  write("fleets/ams.yaml", "hosts: { a: 7, b: 8 }");
  write("fleets/notes.txt", "");
  write("fleets/default.yaml", "");
  write("fleets/.hidden.yaml", "");
  const { code, out, err } = await type("context list");
  expect([code, err]).toEqual([0, ""]);
  expect(out.trimEnd().split("\n")).toEqual([
    "   CONTEXT  HOSTS  INVENTORY",
    `*  default      3  ${home}/fleet.yaml`,
    expect.stringMatching(new RegExp(`^ {3}ams +- {2}${home}/fleets/ams\\.yaml:1:13: hosts\\.a: .* \\(and 1 more\\)$`)),
    `   lab          1  ${home}/fleets/lab.yaml`,
  ]);
});

test("the list as data", async () => {
  rmSync(join(home, "fleet.yaml"));
  const { code, out } = await type("context list -o json", { IMAGESERVING_CONTEXT: "lab" });
  expect(JSON.parse(out)).toEqual({
    schemaVersion: 1,
    command: "context list",
    exitCode: code,
    contexts: [
      {
        name: "default",
        current: false,
        file: `${home}/fleet.yaml`,
        hosts: null,
        error: { code: "NOT_CONFIGURED", message: expect.stringContaining("does not exist") },
      },
      { name: "lab", current: true, file: `${home}/fleets/lab.yaml`, hosts: 1, error: null },
    ],
  });
  const lines = (await type("context list -o jsonl")).out.trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line)).map(({ name, command }) => [name, command])).toEqual([
    ["default", "context list"],
    ["lab", "context list"],
  ]);
  expect((await type("context list -o yaml")).out).toContain("contexts:\n  - name: default\n");
});

test("a choice holds from then on, and leaves nothing else behind", async () => {
  expect(await type("context use lab")).toEqual({ code: 0, out: `context: lab (${home}/fleets/lab.yaml)\n`, err: "" });
  expect(readFileSync(join(home, "context"), "utf8")).toBe("lab\n");
  expect(readdirSync(home).sort()).toEqual(["context", "fleet.yaml", "fleets"]);
  expect(await type("hosts")).toEqual({ code: 0, out: "lab1\n1 host\n", err: "" });
  expect((await type("hosts --context default")).out).toBe("node[1-3]\n3 hosts\n");
  expect((await type("context list")).out).toMatch(/^\* {2}lab/m);
  const { out } = await type("context use default -o json");
  expect(JSON.parse(out)).toMatchObject({ command: "context use", exitCode: 0, context: { name: "default" } });
  expect((await type("hosts")).out).toBe("node[1-3]\n3 hosts\n");
});

test("what the environment says goes before a choice, which is said", async () => {
  const { code, err } = await type("context use default", { IMAGESERVING_CONTEXT: "lab" });
  expect([code, err]).toEqual([0, "IMAGESERVING_CONTEXT is set to lab, which goes before it\n"]);
});

test("a context that is not there: those that are, the nearest first, and nothing is written", async () => {
  write("fleets/ams.yaml", "hosts: {}");
  const { code, out, err } = await type("context use lba");
  expect([code, out]).toEqual([2, ""]);
  expect(err).toBe(`there is no context "lba"; known: lab, default, ams. A context is an inventory: ${home}/fleets/NAME.yaml\n`);
  expect(readdirSync(home)).not.toContain("context");
  for (const name of ["../fleet", "", "lab.yaml"]) expect((await type(`context use ${name}`)).code).toBe(2);
  rmSync(join(home, "fleets"), { recursive: true });
  expect((await type("context use lab")).err).toContain("known: default.");
});

test("a choice that is gone is clear everywhere, and can be mended", async () => {
  write("context", "gone\n");
  for (const line of ["hosts", "context list"]) {
    const { code, err } = await type(line);
    expect(code).toBe(6);
    expect(err).toBe(
      `${home}/context:1:1: the context "gone" was chosen and is gone; known: default, lab; choose one with: ImageServing context use NAME\n`,
    );
  }
  expect((await type("context list")).out).toContain("lab");
  expect((await type("context use lab")).code).toBe(0);
  expect((await type("hosts")).code).toBe(0);
});

test("a choice that cannot be written", async () => {
  mkdirSync(join(home, "context"));
  expect(await type("context use lab")).toMatchObject({ code: 1, out: "", err: expect.stringContaining("nothing was done") });
  expect(readdirSync(home).sort()).toEqual(["context", "fleet.yaml", "fleets"]);
});

test("a fleet that is not the default one is named where it matters", () => {
  const said = (context: string | null, line = "") => {
    const { terminal, stderr } = fakeTerminal();
    const paint = { stdout: paintWhere(false), stderr: paintWhere(false) };
    sayContext({ context }, { choices: choicesFor(line, terminal), terminal, paint });
    return stderr.text;
  };
  expect(said("lab")).toBe("context: lab\n");
  expect([said("default"), said(null), said("lab", "-q")]).toEqual(["", "", ""]);
});
