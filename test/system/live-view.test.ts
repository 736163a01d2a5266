import { describe, expect, test } from "vitest";
import { alive, Home, played } from "../helpers/home.ts";
import { SmallFleet } from "../helpers/small-fleet.ts";
import { Tmux } from "../helpers/tmux.ts";

const timeout = 120_000;
/** The promise is a second; of a machine that is busy with other tests no more can be asked than a few. */
const SOON = 5_000;

const once = () => played("", { restart: { policy: "never" } });
const rows = (text: string) => text.split("\n").filter((line) => /^[> ] node/.test(line));

describe("a fleet on a terminal", () => {
  test("a crash is seen at once; a filter counts as it is typed; a restart by keys happens once; a lost agent comes back", {
    timeout,
  }, async () => {
    await using fleet = await SmallFleet.start(3, once);
    using screen = new Tmux();
    screen.type("echo before; ");
    screen.begin("--home", fleet.jump.dir, "top", "--all");
    await screen.shows(/3 hosts: 3 well/);
    expect(rows(screen.text).map((row) => row.slice(2).split(/ {2,}/).slice(0, 3))).toEqual(
      fleet.names.map((name) => [name, "all ready", "is+"]),
    );
    expect(screen.lines).toHaveLength(24);
    expect(screen.lines.at(-1)).toMatch(/q quit {2}\? help$/);
    expect(screen.wrapped).toBe(0);

    process.kill(fleet.host(2).lastPid("is"), "SIGKILL");
    const seen = await screen.shows(/node02 +is failed +is!/, SOON);
    console.log(`a SIGKILL is on the screen after ${Math.round(seen)} ms`);
    expect(rows(screen.text)[0]).toContain("node02");
    // The first host is selected still, wherever it stands now; g goes to the first row.
    screen.keys("g");
    await screen.shows(/node02: is: .*SIGKILL/);

    screen.keys("/");
    screen.type("node0[");
    await screen.shows(/\/node0\[_/);
    await screen.shows(/column \d+: /);
    expect(rows(screen.text)).toHaveLength(3);
    screen.type("13]");
    await screen.shows(/\/node0\[13\]_/);
    screen.keys("BSpace", "BSpace", "BSpace");
    screen.type("2-3]");
    await screen.shows((text) => rows(text).length === 2);
    screen.keys("Enter");
    await screen.shows(/2 of 3 hosts.*\/node0\[2-3\]/);

    screen.keys("Enter");
    await screen.shows(/^node02 +is failed/m);
    await screen.shows(/> Supervisor +running/);
    screen.keys("j");
    await screen.shows(/> is +failed/);
    const before = fleet.starts;
    screen.keys("r");
    await screen.shows(/Restart is on node02\? It has no process and is started/);
    screen.keys("y");
    await screen.shows(/> is +ready/);
    await screen.shows(/restart of is on node02: is (re)?started/);
    expect(fleet.starts.map((starts, at) => starts - (before[at] ?? 0))).toEqual([0, 1, 0]);
    screen.keys("r");
    await screen.shows(/A new process takes the place/);
    screen.keys("n");
    await screen.shows(/Nothing was done/);
    expect(fleet.starts.map((starts, at) => starts - (before[at] ?? 0))).toEqual([0, 1, 0]);

    screen.keys("Enter");
    await screen.shows(/is +log/);
    screen.keys("e");
    await screen.shows(/is +events/);
    await screen.shows(/SIGKILL/);

    screen.keys("Escape");
    await screen.shows(/^node02 +all ready/m);
    screen.keys("Escape");
    await screen.shows(/2 of 3 hosts/);
    screen.keys("Escape");
    await screen.shows(/3 hosts: 3 well/);
    await fleet.host(3).killAgent();
    await screen.shows(/node03 +lost .*is\?/, SOON);
    await screen.shows(/1 not reached, 2 well/);
    await screen.shows(/node03 +lost [2-9]\.?\d*s/); // its age grows
    await fleet.host(3).agent();
    await screen.shows(/3 hosts: 3 well/, 30_000);

    screen.resize(20, 10);
    await screen.shows((text) => text.split("\n").length === 10 && / {2}HOST/.test(text));
    await screen.shows(/^q quit {2}\? help$/m);
    expect(screen.lines.filter((line) => line.includes("node01"))).toHaveLength(1);
    expect(screen.wrapped).toBe(0);
    screen.resize(120, 40);
    await screen.shows((text) => text.split("\n").length === 40 && /CPU/.test(text));
    expect(screen.lines.filter((line) => line.includes("node01"))).toHaveLength(1);

    screen.keys("q");
    await screen.shows(/code=0/);
    expect(screen.text).toContain("before");
    expect(screen.text).not.toContain("HOST");
  });
});

describe("this host on a terminal", () => {
  test("without an agent it says so, and shows one that is started; Ctrl-C and SIGTERM leave the screen as it was", {
    timeout,
  }, async () => {
    await using home = new Home({ is: played(), ps: played("", { after: ["is"] }) });
    using screen = new Tmux();
    screen.begin("--home", home.dir, "status", "--watch");
    await screen.shows(/Server Supervisor is not running; start it with: ImageServing start/);
    await home.agent();
    await home.do("start");
    await screen.shows(/> Supervisor +running/);
    await screen.shows(/ps +ready/);
    const agent = await home.killAgent();
    await screen.shows(/2 components are running unattended/);
    await screen.shows(/is +ready\?/);
    expect(alive(agent)).toBe(false);
    screen.keys("C-c");
    await screen.shows(/code=130/);
    expect(screen.text).not.toContain("Supervisor");

    screen.begin("--home", home.dir, "top");
    await screen.shows(/unattended/);
    process.kill(screen.childPid, "SIGTERM");
    await screen.shows(/code=143/);
    expect(screen.text).not.toContain("unattended");
    expect(screen.text).toContain("code=130");

    screen.begin("--home", home.dir, "top", "#"); // what follows is no part of the command
    await screen.shows(/unattended/);
    process.kill(screen.childPid, "SIGHUP"); // its terminal is closed, or somebody says so
    await screen.shows(/Hangup/i);
    expect(screen.text).not.toContain("unattended");
    screen.type("echo typed");
    await screen.shows(/\$ echo typed/); // the terminal echoes again
  });

  test("start by a key starts an agent where there is none, and leaving while it runs says that it goes on", {
    timeout,
  }, async () => {
    await using home = new Home({
      is: played("slow", { ready: { command: ["test", "-e", "open"], interval: "50ms", timeout: "60s" } }),
    });
    using screen = new Tmux(80, 24, { TEST_HOME: home.dir }); // by which the home finds what is started here
    screen.begin("--home", home.dir, "top");
    await screen.shows(/not running/);
    screen.keys("U");
    await screen.shows(/Start everything on/);
    screen.keys("y");
    await screen.shows(/is +starting|is +not ready/);
    screen.keys("q");
    await screen.shows(/the start of everything on \S+ goes on there/);
    await screen.shows(/code=0/);
    home.write("open", "");
    for (let tries = 0; (await home.now()).components[0]?.ready !== true; tries++) expect(tries).toBeLessThan(500);
    expect(home.count("start")).toEqual({ is: 1 });
  });

  test("NO_COLOR means none; with colours the same is said", { timeout }, async () => {
    await using home = new Home({ is: played() });
    await home.agent();
    await home.do("start");
    using plain = new Tmux(80, 24, { NO_COLOR: "1" });
    using coloured = new Tmux();
    for (const screen of [plain, coloured]) screen.begin("--home", home.dir, "top");
    for (const screen of [plain, coloured]) await screen.shows(/is +ready/);
    expect(plain.painted).not.toMatch(/\x1b\[3\dm/);
    expect(coloured.painted).toMatch(/\x1b\[32m/);
  });
});

describe("without a terminal", () => {
  test("a table, then a line for each change, without any escape code", { timeout }, async () => {
    await using home = new Home({ is: played() });
    await home.agent();
    await home.do("start");
    const watch = home.begin(["status", "--watch"], { endless: true });
    await watch.said(/COMPONENT.*STATE[\s\S]*is +running/);
    const { is = 0 } = await home.pids();
    const begun = performance.now();
    process.kill(is, "SIGKILL");
    await watch.said(/Z is: .*SIGKILL, restart 1/);
    console.log(`a SIGKILL is a line after ${Math.round(performance.now() - begun)} ms`);
    await watch.said(/Z is: .*running, ready, pid \d+/);
    process.kill(watch.pid, "SIGINT");
    const { code, stdout } = await watch.ended;
    expect(code).toBe(130);
    expect(stdout).not.toMatch(/\x1b/);
  });

  test("for programs an object each; nobody reads: it ends with 0", { timeout }, async () => {
    await using home = new Home({ is: played() });
    await home.agent();
    await home.do("start");
    const watch = home.begin(["status", "--watch", "-o", "jsonl"], { endless: true });
    await watch.said(/"event":"standing"/);
    await home.do("stop", "is");
    await watch.said(/is: [^"]*stopped/);
    process.kill(watch.pid, "SIGTERM");
    const { code, stdout } = await watch.ended;
    expect(code).toBe(143);
    const objects = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(objects[0]).toMatchObject({
      schemaVersion: 1,
      command: "status",
      event: "standing",
      outcome: "ok",
      components: [{ name: "is", state: "running" }],
    });
    expect(objects.at(-1)).toMatchObject({ event: "change", components: [{ name: "is", state: "stopped" }] });

    const piped = home.begin(["status", "--watch"], { through: ["sh", "-c", '"$0" "$@" | head -n 1; echo gone'] });
    await piped.said(/COMPONENT/);
    await home.do("start", "is"); // it is the first word that nobody reads
    await piped.said(/gone/);
  });

  test("what cannot be is misuse", { timeout }, async () => {
    await using home = new Home({ is: played() });
    expect(await home.run("top")).toMatchObject({ code: 2, stderr: expect.stringContaining("status --watch") });
    expect(await home.run("top", "-o", "json")).toMatchObject({ code: 2 });
    expect(await home.run("status", "--watch", "-o", "yaml")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("jsonl"),
    });
  });
});
