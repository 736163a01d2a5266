import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { alive, eventually, Home, type Ran } from "../helpers/home.ts";
import { SmallFleet } from "../helpers/small-fleet.ts";
import { ShellInTerminal } from "./shell-in-terminal.ts";

// The scripts in real shells. What is offered where is for test/unit/cli/complete-words.test.ts.

const PROGRAM = fileURLToPath(new URL("../../bin/ImageServing", import.meta.url));
const timeout = 60_000;

const FLEET = `hosts:
  "node[1-2]": { labels: { role: web } }
  db1: { labels: { role: db } }
groups: { web: role=web }
`;

/** What a terminal would act upon, and a shell. */
const EVIL = "\\x1b[2J $(touch evil) `touch evil` ; touch evil %F{red}";

const AGENT = `components:
  is: { title: "${EVIL}", command: [/bin/true] }
  ps: { command: [/bin/true] }
  "$(touch evil)": { command: [/bin/true] }
`;

let home: Home;
let env: Record<string, string>;

beforeEach(() => {
  home = new Home();
  home.write("fleet.yaml", FLEET);
  home.write("agent.yaml", AGENT);
  home.write("rcfile", "");
  mkdirSync(home.path("fleets"));
  home.write("fleets/$(touch evil).yaml", "");
  home.write("fleets/lab.yaml", "");
  mkdirSync(home.path("bin"));
  symlinkSync(PROGRAM, home.path("bin", "ImageServing"));
  env = {
    PATH: `${home.path("bin")}:${process.env.PATH}`,
    HOME: home.dir,
    IMAGESERVING_HOME: home.dir,
    LANG: "C.UTF-8",
    TEST_HOME: home.dir,
    PS1: "$ ",
  };
});
afterEach(async () => {
  expect([home.path("evil"), "/evil"].filter(existsSync)).toEqual([]);
  await home[Symbol.asyncDispose]();
});

/** Runs a program to its end; it may say nothing on stderr. */
function run(program: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd: home.dir,
    env: { ...env, ...more },
    encoding: "utf8",
    timeout: 20_000,
  });
  expect([error?.message, stderr, status]).toEqual([undefined, "", 0]);
  return stdout;
}

/** Puts the script for a shell where that looks for it. */
function place(shell: string, file: string): void {
  mkdirSync(dirname(home.path(file)), { recursive: true });
  writeFileSync(home.path(file), run("ImageServing", ["completion", shell]));
}

test.each(["bash", "zsh", "fish"])("%s finds nothing wrong in its script", { timeout }, (shell) => {
  const file = home.path("script");
  writeFileSync(file, run("ImageServing", ["completion", shell]));
  expect(run(shell, ["-n", file])).toBe("");
});

describe("Bash", { timeout }, () => {
  /** The function itself, as Bash calls it. */
  const replies = (line: string, atCursor: string): readonly string[] => {
    const script = `source <(ImageServing completion bash)
      COMP_LINE=$1 COMP_POINT=\${#1} COMP_WORDS=($1) COMP_CWORD=1
      _ImageServing ImageServing "$2" x
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run("bash", ["--norc", "-c", script, "bash", line, atCursor])
      .split("\n")
      .filter((one) => one !== "");
  };

  test.each([
    ["ImageServing sta", "sta", ["start", "status"]],
    ["ImageServing --host no", "no", ["node1", "node2"]],
    ["ImageServing -H '@web!no", "@web!no", ["@web!node1", "@web!node2"]],
    ["ImageServing --host=node1,no", "node1,no", ["node1,node2"]],
    ["ImageServing -H role=", "", ["web", "db"]],
    ["ImageServing restart ", "", ["is", "ps"]],
    ["ImageServing --context ", "", ["default", "lab"]],
    ["ImageServing nothing ", "", []],
  ])("%j", (line, atCursor, expected) => {
    expect(replies(line, atCursor)).toEqual(expected);
  });

  test("at a terminal, without bash-completion", async () => {
    await using shell = await ShellInTerminal.start("bash --norc --noprofile -i", env);
    shell.type("source <(ImageServing completion bash); echo read\\y\r");
    await shell.said(/ready\r\n\$ $/);
    shell.type("ImageServing hosts --no-fold 'node1,nod\t");
    await shell.said(/node1,node2' $/);
    shell.type("\r");
    await shell.said(/^node1\r\nnode2\r\n\$ $/m);
    shell.type("ImageServing hosts role=d\t");
    await shell.said(/role=db $/);
    shell.type("\r");
    await shell.said(/^db1[\s\S]*\$ $/m);
    shell.type("ImageServing -H ro\t");
    await shell.said(/role=$/);
    shell.type("\x15cd ~; echo mov\\ed\r");
    await shell.said(/moved\r\n\$ $/);
    shell.type("ImageServing --config=agent.y\t");
    await shell.said(/agent\.yaml $/);
    shell.type("\x15ImageServing --home ~/fle\t");
    await shell.said(/fleets\/$/);
    shell.type("\x15ImageServing restart i\t");
    await shell.said(/restart is $/);
    shell.type("\x15ImageServing restart \t\t");
    await shell.said(/is +ps/);
  });

  test("at a terminal, with bash-completion, which finds the script itself", async () => {
    place("bash", ".local/share/bash-completion/completions/ImageServing");
    home.write("rcfile", "source /usr/share/bash-completion/bash_completion; PS1='$ '\n");
    await using shell = await ShellInTerminal.start(`bash --noprofile --rcfile ${home.path("rcfile")} -i`, env);
    shell.type("ImageServing -H d\t");
    await shell.said(/db1 $/);
    shell.type("\x15ImageServing rollout resu\t");
    await shell.said(/resume $/);
    shell.type("\x15ImageServing hosts --no-fold node1,nod\t\r");
    await shell.said(/^node1\r\nnode2\r/m);
  });
});

describe("Zsh", { timeout }, () => {
  test.each([
    ["as a file of the function path", "fpath+=~/.zfunc; autoload -Uz compinit; compinit -u"],
    ["read by a running shell", "autoload -Uz compinit; compinit -u; source <(ImageServing completion zsh)"],
  ])("at a terminal, %s", async (_, init) => {
    place("zsh", ".zfunc/_ImageServing");
    await using shell = await ShellInTerminal.start("zsh -f -i", env);
    shell.type(`${init}; echo read\\y\r`);
    await shell.said(/ready\r[\s\S]*\?2004h$/);
    shell.type("ImageServing -H d\t");
    await shell.said(/db1 $/);
    shell.type("\x15ImageServing -H node\t");
    await shell.said(/node1 +-- node1:9910 role=web/);
    shell.type("\x15ImageServing hosts --no-fold 'node1,nod\t");
    await shell.said(/node2'/);
    shell.type("\r");
    await shell.said(/node1\r\nnode2\r[\s\S]*\?2004h$/);
    shell.type("ImageServing hosts role=d\t");
    await shell.said(/role=db/);
    shell.type("\r");
    await shell.said(/db1[\s\S]*\?2004h$/);
    shell.type("ImageServing hosts @web\\!node\t");
    await shell.said(/node1 +-- /);
    shell.type("\x15cd ~; echo mov\\ed\r");
    await shell.said(/moved\r[\s\S]*\?2004h$/);
    shell.type("ImageServing --config=agent.y\t");
    await shell.said(/agent\.yaml/);
    shell.type("\x15ImageServing restart \t");
    expect((await shell.said(/is +-- (.*)/))[1]).toContain("\\x1b[2J $(touch evil)");
    shell.type("\x15ImageServing --output=\t");
    await shell.said(/jsonl/);
  });
});

describe("fish", { timeout }, () => {
  /** What fish itself would offer. */
  function offered(line: string): readonly string[] {
    place("fish", ".config/fish/completions/ImageServing.fish");
    const out = run("fish", ["-c", `complete -C ${JSON.stringify(line)}`]);
    return out.split("\n").slice(0, -1);
  }
  const values = (line: string) => offered(line).map((one) => one.split("\t")[0]);

  test.each([
    ["ImageServing sta", ["start", "status"]],
    ["ImageServing --host no", ["node1", "node2"]],
    ["ImageServing -H node1,no", ["node1,node2"]],
    ["ImageServing -H '@web!no", ["@web!node1", "@web!node2"]],
    ["ImageServing -H @", ["@web"]],
    ["ImageServing --host=role=", ["--host=role=web", "--host=role=db"]],
    ["ImageServing restart ", ["is", "ps"]],
    ["ImageServing --context ", ["default", "lab"]],
    ["ImageServing --config=agent.y", ["--config=agent.yaml"]],
    ["ImageServing --home fle", ["fleets/"]],
    ["ImageServing nothing ", []],
  ])("%j", (line, expected) => {
    expect(values(line)).toEqual(expected);
  });

  test("descriptions stand beside them, harmless", () => {
    expect(offered("ImageServing -H d")).toContain("db1\tdb1:9910 role=db");
    expect(offered("ImageServing restart i")).toEqual([expect.stringMatching(/^is\t\\x1b\[2J \$\(touch evil\)/)]);
  });
});

describe("asked at every TAB", { timeout }, () => {
  const ask = async (...words: readonly string[]): Promise<Ran & { readonly took: number }> => {
    const began = performance.now();
    const { status, signal, stdout, stderr } = spawnSync(PROGRAM, ["__complete", "words", ...words], {
      env,
      encoding: "utf8",
      timeout: 20_000,
    });
    return { args: words, code: status, signal, stdout, stderr, took: performance.now() - began };
  };

  test("a program that names hosts is ended after a second, with what it started", async () => {
    home.write("hosts.sh", `#!/bin/sh\nsleep 60 &\necho "$! $$" > ${home.path("pids")}\nwait\n`);
    chmodSync(home.path("hosts.sh"), 0o755);
    const { code, stdout, stderr, took } = await ask("--inventory", `exec:${home.path("hosts.sh")}`, "-H", "no");
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(took).toBeLessThan(10_000);
    const pids = readFileSync(home.path("pids"), "utf8").trim().split(" ").map(Number);
    expect(pids).toHaveLength(2);
    await eventually(() => !pids.some(alive), "the end of the program");
  });

  test("a broken inventory and a broken configuration say nothing", async () => {
    home.write("fleet.yaml", "hosts: { '$(touch evil)': {}, \"\\e[2J\": {} }");
    home.write("agent.yaml", "components: [");
    for (const words of [
      ["-H", ""],
      ["status", ""],
      ["-H", "node1", "restart", ""],
    ]) {
      expect(await ask(...words)).toMatchObject({ code: 0, stdout: "", stderr: "" });
    }
  });

  test("on a jump box the components are those of the first host that was selected", async () => {
    await using fleet = await SmallFleet.start(1);
    const { code, stdout, stderr } = await fleet.jump.run("status"); // it has no configuration of its own
    expect(code, `${stdout}${stderr}`).not.toBe(0);
    env = { ...env, IMAGESERVING_HOME: fleet.jump.dir };
    const names = async (...words: readonly string[]) => (await ask(...words)).stdout === "words\nis\n";
    await eventually(() => names("-H", "node01", "restart", ""), "an answer within its 300 ms"); // a machine may be busy
    await eventually(() => names("why", "node01", ""), "an answer within its 300 ms");
    expect(await ask("restart", "")).toMatchObject({ code: 0, stdout: "", stderr: "" });
    await fleet.host(1).killAgent();
    const silent = await ask("-H", "node01", "restart", "");
    expect(silent).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(silent.took).toBeLessThan(10_000);
  });
});
