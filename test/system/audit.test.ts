import { rmSync } from "node:fs";
import { expect, test } from "vitest";
import type { AuditLine } from "../../src/core/audit-line.ts";
import { ask, eventually, Home, played, readyWith } from "../helpers/home.ts";

const timeout = 120_000;
const LOG = "state/audit.log";

/** What `audit show` has: `Restart is done`. */
async function shown(home: Home, ...args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout } = await home.run("audit", "show", "-o", "json", ...args);
  expect(code).toBe(0);
  const [host] = JSON.parse(stdout).hosts;
  return (host.audit.lines as readonly AuditLine[]).map(
    ({ method, components, outcome, code }) => `${method} ${components.join(",") || "all"} ${code ?? outcome}`,
  );
}

test("every mutation and every refusal is one line, and no line can be changed or removed unseen", { timeout }, async () => {
  await using home = new Home({ is: played(), ps: played() });
  expect(await home.run("audit", "verify")).toMatchObject({ code: 4, stderr: expect.stringContaining("there is no audit log") });
  await home.run("start", "--reason", "first");
  expect((await home.run("restart", "is", "--reason", "new fonts")).code).toBe(0);
  expect((await home.run("restart", "foo")).code).toBe(2);
  const verified = await home.run("audit", "verify");
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/whole \(3 lines\)\nlast line: 3:[0-9a-f]{64}\n$/) });
  const point = /3:[0-9a-f]{64}/.exec(verified.stdout)?.[0] ?? "";
  expect((await home.run("stop")).code).toBe(0);

  const all = ["Start all done", "Restart is done", "Restart foo UNKNOWN_COMPONENT", "Stop all done"];
  expect(await shown(home)).toEqual(all);
  expect(await shown(home, "--last", "1")).toEqual(all.slice(-1));
  expect(await shown(home, "--who", "nobody")).toEqual([]);
  expect(await shown(home, "--since", "1h")).toEqual(all);
  const table = (await home.run("audit", "show")).stdout.split("\n");
  expect(table[0]).toMatch(/^TIME +WHO +FROM +WHAT +COMPONENTS +OUTCOME +REASON$/);
  expect(table[2]).toMatch(/^\S+Z +\S.* \(admin\) +local +Restart +is +done +new fonts$/);
  const kept = await home.run("audit", "verify", "--expect", point);
  expect(kept).toMatchObject({ code: 0, stdout: expect.stringContaining("whole (4 lines)") });

  const whole = home.read(LOG);
  const lines = whole.split("\n").slice(0, -1);
  const write = (some: readonly string[]) => home.write(LOG, some.map((line) => `${line}\n`).join(""));
  write(lines.with(1, (lines[1] ?? "").replace("new fonts", "no reason")));
  expect(await home.run("audit", "verify")).toMatchObject({ code: 1, stdout: expect.stringMatching(/^line 2: was changed\n/) });
  expect((await home.run("audit", "show")).stderr).toContain("audit log is broken");
  write(lines.toSpliced(1, 1));
  expect(await home.run("audit", "verify")).toMatchObject({
    code: 1,
    stdout: expect.stringContaining("line 2: line number 2 is missing before it"),
  });
  write(lines.slice(0, 3));
  const cut = await home.run("audit", "verify", "-o", "json");
  expect(cut.code).toBe(1);
  expect(JSON.parse(cut.stdout)).toMatchObject({
    exitCode: 1,
    hosts: [
      { outcome: "failed", audit: { whole: false, breaks: [{ problem: expect.stringContaining("number 4 is missing") }] } },
    ],
  });
  home.write("copy.log", whole);
  expect(await home.run("audit", "verify", home.path("copy.log"))).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("note"),
  });
  rmSync(home.path(LOG));
  expect(await home.run("audit", "verify")).toMatchObject({ code: 1, stdout: expect.stringContaining("1 to 4 are missing") });
  rmSync(home.path("state/audit.head"));
  expect((await home.run("audit", "verify")).code).toBe(4);
  expect((await home.run("audit", "verify", "--expect", point)).code).toBe(1);
  expect((await home.run("audit", "verify", "--expect", "nonsense")).code).toBe(2);
});

test("an operation whose agent was killed has one line, from the agent that ended it", { timeout }, async () => {
  await using home = new Home({ is: played("", readyWith("gate")) });
  await home.agent();
  const request = ask("start", { reason: "kill me" });
  const sent = home.send(request);
  await eventually(() => home.count("start")["is"] === 1, "the start of is");
  await home.killAgent();
  await sent;
  expect(home.exists(LOG)).toBe(false);
  await home.agent();
  home.open("gate");
  expect((await home.outcome(request)).result).toBe("done");
  expect(await shown(home)).toEqual(["Start all done"]);
  await home.killAgent();
  await home.agent();
  await home.do("stop");
  expect(await shown(home)).toEqual(["Start all done", "Stop all done"]);
  expect((await home.run("audit", "verify")).code).toBe(0);
  const { warnings } = await home.now();
  expect(warnings).toEqual([]);
});
