import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/core/finding.ts";
import { AgentFarm } from "../helpers/agent-farm.ts";
import { freePort } from "../helpers/free-port.ts";
import { Home, played, type Ran } from "../helpers/home.ts";
import { SmallFleet } from "../helpers/small-fleet.ts";

const timeout = 120_000;

interface DoctorFrame {
  readonly exitCode: number;
  readonly hosts: readonly { readonly host: string; readonly outcome: string; readonly findings: readonly Finding[] }[];
  readonly jumpBox: { readonly findings: readonly Finding[] } | null;
}

const frameIn = ({ stdout, code }: Ran): DoctorFrame => {
  const frame = JSON.parse(stdout) as DoctorFrame;
  expect(frame.exitCode).toBe(code);
  return frame;
};

/** `error certificate` and the rest of a finding, for whatever is not well. */
const bad = (findings: readonly Finding[]) =>
  findings.filter(({ severity }) => severity !== "ok").map(({ severity, check, message }) => `${severity} ${check}: ${message}`);

describe("doctor on a host", { timeout }, () => {
  test("finds what was planted, with the agent's eyes and without an agent", async () => {
    await using home = new Home();
    const stranger = createServer().listen(0, "127.0.0.1");
    await new Promise((listening) => stranger.once("listening", listening));
    const address = stranger.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    home.configure({
      is: played("", { ready: { tcp: `127.0.0.1:${port}`, timeout: "1s" } }),
      svg: { command: ["no-such-program"] },
    });
    const before = await home.run("doctor", "-o", "json");
    expect(before.code).toBe(1);
    expect(bad(frameIn(before).hosts[0]?.findings ?? [])).toEqual(
      expect.arrayContaining([
        expect.stringContaining("listens there, so the component cannot"),
        expect.stringContaining("error component: cannot be started: command not found: no-such-program"),
      ]),
    );
    await home.agent();
    await home.do("start");
    const after = await home.run("doctor", "-o", "json");
    expect(after.code).toBe(1);
    expect(bad(frameIn(after).hosts[0]?.findings ?? [])).toEqual(
      expect.arrayContaining([expect.stringMatching(/error port: .*\(pid \d+\) answers there instead of the component/)]),
    );
    stranger.close();
    chmodSync(home.path("state"), 0o777);
    home.write("agent.yaml", "components: { is: { comand: [x] } }\n");
    const text = await home.run("doctor");
    expect(text.code).toBe(6);
    expect(text.stdout).toMatch(/^error +configuration .*agent\.yaml:1:/m);
    expect(text.stdout).toContain("every user of this machine may write to the state folder (mode 0777)");
    await home.killAgent();
    const dead = await home.run("doctor");
    expect(dead.stdout).toContain("unattended: is (pid");
  });

  test("a disk that is nearly full", async ({ skip }) => {
    await using home = new Home({ is: played() });
    mkdirSync(home.path("log"));
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", home.path("log")]).status === 0;
    skip(!mounted, "no file system of a fixed size can be mounted here");
    home.atEnd(() => spawnSync("umount", ["-l", home.path("log")]));
    const { findings } = frameIn(await home.run("doctor", "-o", "json")).hosts[0] ?? { findings: [] };
    expect(bad(findings)).toContainEqual(expect.stringContaining("error disk: the disk is full or nearly so: 2.1"));
  });

  test("an agent that hangs is 4, and what can be seen without it is said", async () => {
    await using home = new Home({ is: played() });
    await home.agent();
    process.kill(home.agentPid as number, "SIGSTOP");
    const ran = await home.run("doctor", "--timeout", "1s");
    process.kill(home.agentPid as number, "SIGCONT");
    expect(ran.code).toBe(4);
    expect(ran.stdout).toMatch(/^error +agent\n +not responding/m);
    expect(ran.stdout).toMatch(/checks are well\n$/);
  });
});

describe("doctor of a fleet", { timeout }, () => {
  test("certificates, keys, addresses and agents that are not as they should be; equal findings are one", async () => {
    await using fleet = await SmallFleet.start(3);
    const { authority } = fleet;
    const well = await fleet.run("doctor", "--all");
    expect(well).toMatchObject({ code: 0, stderr: "" });
    expect(well.stdout).toMatch(/^nothing is wrong, \d+ checks are well\n3 hosts: 3 asked\n$/);

    await authority.issue("agent", "node01", { endsInDays: 3 });
    await authority.issue("agent", "node02", { endsInDays: 20 });
    for (const name of ["node01", "node02", "node03"]) chmodSync(authority.path(`${name}.key`), 0o644);
    const some = await fleet.run("doctor", "--all");
    expect(some.code).toBe(1);
    expect(some.stdout).toMatch(
      /^error +node01: certificate .*node01\.crt\n +expires at .*, in 2d 23h\n +→ .*pki issue DIR agent node01 --replace$/m,
    );
    expect(some.stdout).toMatch(/^warning +node02: certificate .*\n +expires at /m);
    expect(some.stdout).toMatch(
      /^error +node\[01-03\] \(3 hosts\): file .*\.key\n +every user of this machine may use the agent's private key/m,
    );
    expect(some.stdout.match(/may use the agent's private key/g)).toHaveLength(1);

    await authority.issue("agent", "node01", { endsInDays: -1 });
    await fleet.host(2).killAgent();
    const inventory = JSON.parse(fleet.jump.read("fleet.yaml"));
    inventory.hosts.node04 = inventory.hosts.node03;
    fleet.jump.write("fleet.yaml", JSON.stringify(inventory));
    await expect
      .poll(async () => bad(frameIn(await fleet.run("doctor", "-H", "node01", "-o", "json")).hosts[0]?.findings ?? []), {
        timeout: 20_000,
      })
      .toContainEqual(expect.stringContaining("error certificate: connect: its certificate has expired"));
    const ran = await fleet.run("doctor", "--all", "-o", "json");
    const frame = frameIn(ran);
    expect(ran.code).toBe(4);
    expect(frame.hosts.map(({ outcome }) => outcome)).toEqual(["unreachable", "unreachable", "ok", "unreachable"]);
    const found = frame.hosts.map(({ findings }) => bad(findings));
    expect(found[1]).toEqual([expect.stringContaining("error reach: connect: refused")]);
    expect(found[3]).toEqual([
      expect.stringContaining("error identity: connect: its certificate is that of host node03, not of node04"),
    ]);
    expect(bad(frame.jumpBox?.findings ?? [])).toEqual([
      expect.stringContaining("warning inventory: node[03-04] have the same address"),
    ]);
    expect((await fleet.run("doctor", "--all", "--strict", "-H", "node99")).code).toBe(2);

    await authority.issue("operator", "alice", { endsInDays: -2 });
    chmodSync(authority.path("alice.key"), 0o604);
    const own = frameIn(await fleet.run("doctor", "--all", "-o", "json"));
    expect(bad(own.jumpBox?.findings ?? [])).toEqual(
      expect.arrayContaining([
        expect.stringContaining("error file: every user of this machine may use your private key (mode 0604)"),
        expect.stringContaining("error certificate: expired at"),
      ]),
    );
    expect(own.hosts.every(({ outcome }) => outcome === "unreachable")).toBe(true);
  });

  test("a wrong clock of a host, over TLS", async () => {
    await using farm = await AgentFarm.open({ answers: 2, refuses: 0, hangs: 1, "black hole": 0 });
    await using jump = new Home();
    jump.write("fleet.yaml", farm.inventory);
    const ran = await jump.run("doctor", "--all", "--connect-timeout", "1s");
    expect(ran.code).toBe(4);
    expect(ran.stdout).toMatch(/^error +node\[1-2\] \(2 hosts\): clock offset\n +the clock of this host is \d+d \d+h behind/m);
    expect(ran.stdout).toMatch(/^error +node3: reach\n +connect: no answer within 1 s/m);
  });
});

const SECRETS = {
  environment: "Zk3environmentSecret",
  argument: "Zk3argumentSecret",
  url: "Zk3urlSecret",
  log: "Zk3logSecret",
  key: "Zk3MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us",
};

/** Writes what should not be logged, then does as its fixture does. */
const talkative = () =>
  played("", {
    env: { PLANTED: SECRETS.environment },
    live: { http: `http://127.0.0.1:1/live?token=${SECRETS.url}`, interval: "1h" },
    after: [],
  });

/** Every file of an archive, unpacked by Debian's tar. */
function unpacked(home: Home, archive: string): ReadonlyMap<string, string> {
  const folder = home.path("unpacked");
  mkdirSync(folder, { recursive: true });
  execFileSync("tar", ["xzf", archive, "-C", folder, "--strip-components=1"]);
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(folder, name)).isFile(),
  );
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
}

const plantInLog = (home: Home) =>
  appendFileSync(
    home.path("log", "is.log"),
    `login with password=${SECRETS.log}\n-----BEGIN PRIVATE KEY-----\n${SECRETS.key}\n-----END PRIVATE KEY-----\nAuthorization: Bearer ${SECRETS.log}\nafter all that\n`,
  );

describe("support", { timeout }, () => {
  test("one archive of a fleet, with whoever cannot be reached said, and no secret in it", async () => {
    await using fleet = await SmallFleet.start(3, talkative);
    for (const home of fleet.homes) plantInLog(home);
    await fleet.host(3).killAgent();
    const inventory = JSON.parse(fleet.jump.read("fleet.yaml"));
    inventory.rollout = {
      hooks: { before: { http: `https://127.0.0.1/${SECRETS.url}?k=${SECRETS.argument}` } },
    };
    fleet.jump.write("fleet.yaml", JSON.stringify(inventory));
    const archive = fleet.jump.path("s.tgz");
    const ran = await fleet.run("support", "--all", "--file", archive);
    expect(ran.stderr).toBe("");
    expect(ran.code).toBe(4);
    expect(ran.stdout).toMatch(/^node03 +unreachable +0 /m);
    expect(ran.stdout).toContain("node03: without anything: connect: refused");
    expect(ran.stdout).toContain(`Packed ${archive} (`);
    expect(statSync(archive).mode & 0o777).toBe(0o600);

    const files = unpacked(fleet.jump, archive);
    expect([...files.keys()].filter((name) => !name.startsWith("hosts/node02")).sort()).toEqual([
      "hosts/node01/configuration.yaml",
      "hosts/node01/doctor.json",
      "hosts/node01/events.jsonl",
      "hosts/node01/logs/is.log",
      "hosts/node01/operations.json",
      "hosts/node01/status.json",
      "hosts/node01/usage.json",
      "jump-box/doctor.json",
      "jump-box/inventory.json",
      "manifest.json",
    ]);
    for (const [name, text] of files) for (const secret of Object.values(SECRETS)) expect(text, name).not.toContain(secret);
    expect(files.get("hosts/node01/logs/is.log")).toContain("after all that");
    expect(files.get("hosts/node01/logs/is.log")).toContain("password=(removed)");
    expect(files.get("hosts/node01/configuration.yaml")).toContain("PLANTED: (removed)");
    const manifest = JSON.parse(files.get("manifest.json") ?? "");
    expect(manifest.hosts.find(({ host }: { host: string }) => host === "node03")).toMatchObject({
      outcome: "unreachable",
      files: [],
      missing: [{ part: "all", why: expect.stringContaining("refused") }],
    });
    expect((await fleet.run("support", "--all", "--file", archive)).stderr).toContain("it exists already");
  });

  test("without an agent: what is on disk; a size that is kept, and said", async () => {
    await using home = new Home({ is: played(`--password ${SECRETS.argument}`, { env: { A: SECRETS.environment } }) });
    mkdirSync(home.path("log"));
    writeFileSync(
      home.path("log", "is.log"),
      Array.from({ length: 5_000 }, (_, at) => `line ${at} token=${SECRETS.log}\n`).join(""),
    );
    const archive = home.path("s.tgz");
    const ran = await home.run("support", "--file", archive, "--max-size", "64KiB");
    expect(ran).toMatchObject({ code: 0, stderr: "" });
    expect(ran.stdout).toMatch(/logs\/is\.log: \d+ older lines are left out, for its size/);
    expect(ran.stdout).toContain("without events.jsonl, usage.json: no agent runs");
    const files = unpacked(home, archive);
    const log = [...files].find(([name]) => name.endsWith("is.log"))?.[1] ?? "";
    expect(log.length).toBeLessThanOrEqual(64 * 1024);
    expect(log).toContain("line 4999 token=(removed)");
    for (const [name, text] of files) for (const secret of Object.values(SECRETS)) expect(text, name).not.toContain(secret);
  });

  test("interrupted, it leaves no file, and is not 0", async () => {
    await using fleet = await SmallFleet.start(1);
    const port = await freePort("127.0.0.1");
    const silent = createServer(() => {}).listen(port, "127.0.0.1");
    const inventory = JSON.parse(fleet.jump.read("fleet.yaml"));
    inventory.hosts.node02 = { address: `127.0.0.1:${port}` };
    fleet.jump.write("fleet.yaml", JSON.stringify(inventory));
    const running = fleet.begin("support", "--all", "--connect-timeout", "30s", "--file", fleet.jump.path("s.tgz"));
    await expect.poll(() => readdirSync(fleet.jump.dir).some((name) => name.endsWith(".part")), { timeout: 15_000 }).toBe(true);
    process.kill(running.pid, "SIGINT");
    expect((await running.ended).code).toBe(130);
    expect(readdirSync(fleet.jump.dir).filter((name) => name.includes("s.tgz"))).toEqual([]);
    silent.close();
  });

  test("into a pipe, and refused where it would be mixed with data", async () => {
    await using home = new Home({ is: played() });
    const refused = await home.run("support", "--file", "-", "-o", "json");
    expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("--output cannot write there too") });
    const listed = execFileSync("sh", ["-c", `bin/ImageServing --home ${home.dir} support --file - 2>/dev/null | tar tzf -`], {
      encoding: "utf8",
    });
    expect(listed).toMatch(/\/manifest\.json\n$/);
  });
});
