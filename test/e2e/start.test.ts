import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Home } from "../helpers/home.ts";

// How the built command starts: from packs, with what V8 compiled of them, and without it wherever that cannot be had.

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const isRoot = process.getuid?.() === 0;
const NOBODY = 65_534;

let root: string;

/** An installation of its own: what `files` of package.json names, without node_modules. */
beforeEach(() => {
  root = mkdtempSync("/tmp/is-start-");
  chmodSync(root, 0o755);
  for (const name of ["bin", "dist", "package.json"]) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  for (const name of ["proto", "examples", "packaging"]) symlinkSync(join(ROOT, name), join(root, name));
  chmodSync(join(root, "dist"), 0o755);
});
afterEach(() => rmSync(root, { recursive: true }));

interface How {
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  readonly uid?: number;
}

function run(args: readonly string[], { env = {}, flags = [], uid }: How = {}) {
  const { NODE_OPTIONS: _, ...usual } = process.env;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, join(root, "bin/ImageServing"), ...args], {
    encoding: "utf8",
    env: { ...usual, IMAGESERVING_HOME: join(root, "home"), ...env },
    timeout: 15_000,
    ...(uid !== undefined && { uid, gid: uid }),
  });
  return { status, signal, stdout, stderr };
}

const caches = () => readdirSync(join(root, "dist")).filter((file) => file.includes(".cache"));
const dropCaches = () => {
  for (const file of caches()) rmSync(join(root, "dist", file));
};
const commandCache = () => join(root, "dist", caches().find((file) => file.startsWith("command-")) ?? "none");
const version = { status: 0, signal: null, stderr: "" };

describe("what V8 compiled", () => {
  test("the build has it for every pack", () => {
    const { packs } = JSON.parse(readFileSync(join(root, "dist/packs.json"), "utf8"));
    const cached = caches().map((file) => file.replace(/[.]cjs[.].*$/, ".cjs"));
    expect(cached.sort()).toEqual([...packs].sort());
  });

  test("it is used: a run leaves it as it is", () => {
    const before = readFileSync(commandCache());
    expect(run(["version"])).toMatchObject(version);
    expect(readFileSync(commandCache()).equals(before)).toBe(true);
  });

  test("without it a run that goes well makes it anew, for its owner to write and all to read", () => {
    dropCaches();
    expect(run(["status"]).status).not.toBe(0);
    expect(caches()).toEqual([]);
    expect(run(["version"])).toMatchObject(version);
    expect(caches()).toHaveLength(1);
  });

  test("damaged in the middle it is not believed", () => {
    const good = readFileSync(commandCache());
    writeFileSync(
      commandCache(),
      Buffer.concat([good.subarray(0, 100_000), Buffer.alloc(100_000, 0xa5), good.subarray(200_000)]),
    );
    expect(run(["version"])).toMatchObject(version);
  });

  test("a Node with other flags does without it", () => {
    const before = readFileSync(commandCache());
    expect(run(["version"], { flags: ["--max-lazy"] })).toMatchObject(version);
    expect(readFileSync(commandCache()).equals(before)).toBe(true);
  });

  test.runIf(isRoot)("another user reads it, and writes none where it is missing", () => {
    for (const folder of [root, join(root, "dist")]) chownSync(folder, 0, 0);
    expect(run(["version"], { uid: NOBODY })).toMatchObject(version);
    dropCaches();
    expect(run(["version"], { uid: NOBODY })).toMatchObject(version);
    expect(caches()).toEqual([]);
  });

  test.runIf(isRoot)("root writes none into a folder of somebody else", () => {
    dropCaches();
    chownSync(join(root, "dist"), NOBODY, NOBODY);
    expect(run(["version"])).toMatchObject(version);
    expect(caches()).toEqual([]);
  });
});

describe("what a pack must not lose", () => {
  // Makes main() itself fail.
  const broken = "Object.defineProperty(process, 'argv', { get() { throw new Error('as told'); } });";

  test("a stack names the function and a file that is there", () => {
    writeFileSync(join(root, "broken.cjs"), broken);
    const { stderr } = run(["status"], { flags: ["-r", join(root, "broken.cjs")] });
    expect(stderr).toMatch(/at main \(\S+[/]dist[/]command-\w+[.]cjs:\d+:\d+\)/);
  });

  test("with --enable-source-maps it names the source", () => {
    writeFileSync(join(root, "broken.cjs"), broken);
    const { stderr } = run(["status"], { env: { NODE_OPTIONS: `--enable-source-maps -r ${join(root, "broken.cjs")}` } });
    expect(stderr).toMatch(/at main \(.*src[/]main[.]ts:\d+:\d+\)/);
  });

  test("what lies beside dist is found: the stack of the demo", () => {
    expect(run(["init"])).toMatchObject({ status: 0 });
    expect(readFileSync(join(root, "home/agent.yaml"), "utf8")).toContain(join(root, "examples/stack"));
  });
});

// Instead of a time, which a busy machine turns: what is read, as it decides the time.
describe("what a command reads of the product", () => {
  const LOGS_READS = [
    "const fs = require('node:fs'), read = fs.readFileSync;",
    "fs.readFileSync = (file, ...rest) => { fs.appendFileSync(process.env.READS, file + '\\n'); return read(file, ...rest); };",
  ].join("\n");

  /** By their names, without hashes and what comes after them. */
  async function readsOf(home: Home, ...args: readonly string[]): Promise<readonly string[]> {
    const [hook, reads] = [home.path("hook.cjs"), home.path(`reads.${args.join(".")}`)];
    writeFileSync(hook, LOGS_READS);
    const { code } = await home.begin(args, { env: { NODE_OPTIONS: `-r ${hook}`, READS: reads } }).ended;
    expect(code).toBe(0);
    const files = readFileSync(reads, "utf8").split("\n");
    const ours = files.filter((file) => file.startsWith(join(ROOT, "dist"))).map((file) => file.slice(ROOT.length));
    return ours.map((file) => file.replace(/-\w+[.]cjs/, "").replace(/[.]v\d.*[.]cache$/, " cache"));
  }

  test("packs alone, and none that it does not need", async () => {
    await using home = new Home({ one: { command: ["sleep", "600"] } });
    await home.agent();
    await home.do("start");
    const pack = (name: string) => [`dist/${name} cache`, `dist/${name}`];
    const start = ["dist/packs.json", ...pack("command")];
    expect(await readsOf(home, "version")).toEqual(start);
    expect(await readsOf(home, "status")).toEqual([...start, ...pack("rpc")]);
    expect(await readsOf(home, "restart", "one")).toEqual([...start, ...pack("rpc")]);
    expect(await readsOf(home, "why", "one")).toEqual([...start, ...pack("fleet"), ...pack("rpc")]);
  });
});
