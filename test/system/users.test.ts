import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environmentOf, statusField } from "./processes.ts";
import { RealHost } from "./real-host.ts";
import { imageServer, svgServer } from "./servers.ts";

/** Made for this test alone: a user with two further groups, as an administrator gives one for shared folders. */
const USER = "is-system-test";
const isRoot = process.getuid?.() === 0;
const id = (flag: string): string => execFileSync("/usr/bin/id", [flag, USER], { encoding: "utf8" }).trim();

function removeUser(): void {
  try {
    execFileSync("/usr/sbin/userdel", [USER], { stdio: "ignore" });
  } catch {
    // there was none
  }
}

describe.runIf(isRoot)("a component with a user of its own", () => {
  beforeAll(() => {
    removeUser(); // of a run that was killed
    execFileSync("/usr/sbin/useradd", ["--system", "--no-create-home", "--user-group", "--groups", "audio,video", USER]);
  });

  afterAll(removeUser);

  test("runs as that user with all of its groups and none of root's, and its log is written all the same", async () => {
    await using host = new RealHost();
    chmodSync(host.folder, 0o755);
    const is = await imageServer(host, { user: USER });
    const { spec } = await svgServer({ user: USER });
    const command = ["/bin/sh", "-c", 'echo "I am $(id -un)"; exec "$0" "$@"', ...spec.command];
    host.configure({ is: is.spec, svg: { ...spec, command } });
    expect((await host.command("start")).code).toBe(0);

    const { components } = await host.status();
    for (const { pid, ready } of components) {
      expect(ready).toBe(true);
      expect(statusField(pid, "Uid").split("\t")).toEqual(Array(4).fill(id("-u")));
      expect(statusField(pid, "Gid").split("\t")).toEqual(Array(4).fill(id("-g")));
      expect(statusField(pid, "Groups").split(" ").sort()).toEqual(id("-G").split(" ").sort());
      expect(environmentOf(pid)).toEqual(expect.arrayContaining([`USER=${USER}`, `LOGNAME=${USER}`]));
    }
    expect(id("-G").split(" ")).toHaveLength(3);
    expect(host.log("svg")).toContain(`I am ${USER}\n`);
    expect(statSync(join(host.home, "log/svg.log")).uid, "its log is its own, so that it may open /dev/stdout anew").toBe(
      Number(id("-u")),
    );

    expect((await host.command("stop")).code).toBe(0);
    expect(["is", "svg"].flatMap((name) => host.left(name))).toEqual([]);
  });
});

test("a user that this machine does not know is a mistake in the configuration, shown with its place", async () => {
  await using host = new RealHost();
  const is = await imageServer(host, { user: "nobody-knows-him" });
  host.configure({ is: is.spec });
  const file = join(host.home, "agent.yaml");
  const line =
    readFileSync(file, "utf8")
      .split("\n")
      .findIndex((text) => text.includes("nobody-knows-him")) + 1;
  for (const command of [["start"], ["config", "check"]]) {
    const { code, stdout, stderr } = await host.command(...command);
    expect(code).toBe(6);
    expect(stdout + stderr).toContain(`${file}:${line}:`);
    expect(stdout + stderr).toContain('there is no user "nobody-knows-him" on this machine');
  }
  expect(host.left("is")).toEqual([]);
});
