import { spawnSync } from "node:child_process";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { eventually, Home, played } from "../helpers/home.ts";

const timeout = 90_000;
const MIB = 2 ** 20;
const log = { maxSize: "1MiB", keep: 2 };
/** The live file, two rotated ones, and what comes in between two looks. */
const BOUND = 4 * MIB;

/** What the logs of components really take on the disk, in bytes. */
const used = (home: Home) =>
  readdirSync(home.path("log"))
    .filter((name) => name.startsWith("is."))
    .reduce((sum, name) => sum + (statSync(home.path("log", name), { throwIfNoEntry: false })?.blocks ?? 0) * 512, 0);

test.each(["flood", "endless-line"])(
  "20 MB of log at once (%s) are bounded, and the agent answers all the while",
  { timeout },
  async (how) => {
    await using home = new Home({ is: played(how, { log }) });
    await home.agent();
    const start = home.do("start");
    let answers = 0;
    while (home.count("flooded")["is"] !== 1 || answers === 0) answers += (await home.now()).components.length;
    expect(await start).toMatchObject({ result: "done" });
    expect(await home.run("status")).toMatchObject({ code: 0 });
    await eventually(() => used(home) > 0 && used(home) < BOUND, `the logs to take less than ${BOUND} bytes`);
    const last = await home.run("logs", "is", "-n", "3");
    expect(last).toMatchObject({ code: 0, stderr: "" });
    expect(last.stdout.split("\n").length).toBeLessThanOrEqual(4);
    expect(await home.run("stop")).toMatchObject({ code: 0 });
  },
);

test("the log of a component that was adopted is bounded too", { timeout }, async () => {
  await using home = new Home({ is: played("", { log }) });
  await home.agent();
  await home.do("start");
  await home.killAgent();
  await home.agent();
  const line = `${"x".repeat(999)}\n`;
  writeFileSync(home.path("log", "is.log"), line.repeat(5 * 1_000), { flag: "a" }); // as the component would
  await eventually(() => used(home) < BOUND, `the logs to take less than ${BOUND} bytes`);
});

test("on a full disk nothing is begun and nothing changed; status works, and so does everything once there is room", {
  timeout,
}, async ({ skip }) => {
  await using home = new Home();
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", home.dir]).status === 0;
  skip(!mounted, "no file system of a fixed size can be mounted here");
  home.atEnd(() => spawnSync("umount", ["-l", home.dir]));
  home.configure({ is: played(), ps: played() });
  expect(await home.run("start")).toMatchObject({ code: 0 });
  const before = await home.pids();
  spawnSync("dd", ["if=/dev/zero", `of=${home.path("full")}`, "bs=4k"]);
  for (const args of [["restart"], ["stop", "ps"]]) {
    const refused = await home.run(...args);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^cannot write .*ENOSPC.*; nothing was done\. Make room/m);
  }
  expect(await home.status()).toMatchObject({ code: 0 });
  expect(await home.pids()).toEqual(before);
  home.shut("full");
  expect(await home.run("restart", "is")).toMatchObject({ code: 0 });
  expect((await home.now()).warnings).toEqual([]);
  expect(await home.pids()).toEqual({ is: home.lastPid("is"), ps: before["ps"] });
  expect(await home.run("stop")).toMatchObject({ code: 0 });
  await home.nothingLeft();
});
