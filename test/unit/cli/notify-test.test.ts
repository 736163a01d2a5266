import { expect, test } from "vitest";
import type { CommandContext } from "../../../src/cli/command-context.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { fleetNotifyTest } from "../../../src/cli/run-notify-test.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { NotificationTrial } from "../../../src/core/host-reports.ts";
import { choicesFor } from "./choices-for.ts";
import { FakeFleet, unreachable } from "./fake-fleet.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const timeout = 10_000;
const plain = { stdout: paintWhere(false), stderr: paintWhere(false) };

const trial = (over: Partial<NotificationTrial> = {}): NotificationTrial => ({
  name: "pager",
  ok: true,
  attempts: 1,
  durationMs: 12,
  message: "POST https://a took it",
  ...over,
});
const refused = trial({ name: "mail", ok: false, message: "POST https://b answered 500: \x1b[31mno" });

/** Runs `notify test` on hosts that answer this. */
async function run(
  answers: Readonly<Record<string, readonly NotificationTrial[] | FaultError>>,
  line = "--all",
  names: string[] = [],
) {
  const asked: unknown[] = [];
  const fleet = new FakeFleet(Object.keys(answers), (host) => ({
    testNotifications: async (wanted, expectedHost) => {
      asked.push([wanted, expectedHost]);
      const answer = answers[host] ?? [];
      if (answer instanceof FaultError) throw answer;
      return answer;
    },
  }));
  const { terminal, stdout, stderr } = fakeTerminal({ clock: fleet.clock });
  const context: CommandContext = { choices: choicesFor(line, terminal), terminal, paint: plain };
  const code = fleetNotifyTest(names, fleet, context);
  await fleet.clock.advance(1_000);
  return { code: await code, stdout: stdout.text, stderr: stderr.text, asked, open: fleet.open_ };
}

test("each host is asked by its own name, and each trial has a line", { timeout }, async () => {
  const ran = await run({ node1: [trial(), refused], node2: [trial()] }, "--all", ["pager"]);
  expect(ran).toMatchObject({ code: 1, open: 0 });
  expect(ran.asked).toEqual([
    [["pager"], "node1"],
    [["pager"], "node2"],
  ]);
  expect(ran.stdout).toBe(
    [
      "HOST   NOTIFICATION  RESULT  TOOK  WHAT CAME OF IT",
      "node1  pager         ok      12ms  POST https://a took it",
      "node1  mail          failed  12ms  POST https://b answered 500: \\x1b[31mno",
      "node2  pager         ok      12ms  POST https://a took it",
      "",
    ].join("\n"),
  );
});

test.each<[string, Readonly<Record<string, readonly NotificationTrial[] | FaultError>>, number]>([
  ["all got through", { a: [trial()], b: [trial()] }, 0],
  ["one failed", { a: [trial()], b: [refused] }, 1],
  ["one host did not answer", { a: [trial()], b: unreachable() }, 4],
  ["nothing is configured on one host", { a: [] }, 6],
  ["nothing is configured on one of two", { a: [], b: [trial()] }, 1],
  ["a name is not known", { a: new FaultError({ code: "INVALID_REQUEST", problem: "there is no notification" }) }, 2],
])("exit code: %s", { timeout }, async (_, answers, code) => {
  expect((await run(answers)).code).toBe(code);
});

test("where nothing is configured it says so, and that nothing was tried", { timeout }, async () => {
  const ran = await run({ node1: [] });
  expect([ran.stdout, ran.stderr]).toEqual(["", "node1: no notifications are configured (notify in agent.yaml)\n"]);
});

test("the frame has each trial; a host of which one failed has failed", { timeout }, async () => {
  const ran = await run({ node1: [trial(), refused], node2: unreachable() }, "--all -o json");
  const frame = JSON.parse(ran.stdout);
  expect(frame).toMatchObject({ command: "notify test", exitCode: 4, summary: { hosts: 2, failed: 1, unreachable: 1 } });
  expect(frame.hosts[0]).toMatchObject({
    host: "node1",
    outcome: "failed",
    trials: [
      { name: "pager", ok: true },
      { name: "mail", ok: false },
    ],
  });
  expect(frame.hosts[1]).toMatchObject({ host: "node2", outcome: "unreachable", error: { code: "UNAVAILABLE" } });
  expect(ran.stdout).not.toContain("\x1b");
});
