import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { type ComponentYaml, played } from "../helpers/home.ts";
import { SmallFleet } from "../helpers/small-fleet.ts";

const TIMEOUT = { timeout: 90_000 };
/** Ready a while after its start, as real servers are. */
const SLOW: ComponentYaml = {
  ...played(),
  command: ["sh", "-c", 'sleep 0.5; exec "$@"', "sh", ...(played()["command"] as string[])],
};
const FAST = ["--min-ready", "200ms"] as const;

const frameOf = (stdout: string) => JSON.parse(stdout);
const outcomes = (stdout: string): readonly string[] => frameOf(stdout).hosts.map(({ outcome }: { outcome: string }) => outcome);

test("never more hosts out than the batch has, every host once, and the journal knows it", TIMEOUT, async () => {
  await using fleet = await SmallFleet.start(4, () => SLOW);
  const running = fleet.begin("--all", "restart", "is", "--batch", "2", "--min-ready", "500ms", "-o", "json");
  let most = 0;
  let over = false;
  running.ended.finally(() => {
    over = true;
  });
  while (!over) {
    const out = (await fleet.now()).filter(({ components }) => components.some(({ ready }) => !ready)).length;
    most = Math.max(most, out);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { code, stdout, stderr } = await running.ended;
  expect(code, stderr).toBe(0);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThanOrEqual(2);
  expect(fleet.starts).toEqual([2, 2, 2, 2]);
  const frame = frameOf(stdout);
  expect(frame).toMatchObject({ command: "restart", exitCode: 0, summary: { hosts: 4, ok: 4 } });
  expect(frame.hosts[0].operation).toMatchObject({ kind: "restart", result: "done" });
  expect(readdirSync(fleet.jump.path("state", "rollouts"))).toContain(`${frame.rolloutId}.jsonl`);
});

test(
  "a host that fails stops it: the rest is untouched, the exit code is 1, and a retry does what is left",
  TIMEOUT,
  async () => {
    await using fleet = await SmallFleet.start(3, (host) =>
      host === 2
        ? played("", { ready: { command: ["test", "-e", "may-be-ready"], interval: "50ms", timeout: "500ms" } })
        : played(),
    );
    fleet.host(2).shut("may-be-ready");
    const plan = await fleet.run("--all", "restart", "is", "--plan", "--batch", "50%");
    expect([plan.code, fleet.starts]).toEqual([0, [1, 1, 1]]);
    expect(plan.stdout).toContain("1 of 3 hosts at once");
    const ran = await fleet.run("--all", "restart", "is", ...FAST, "-o", "json");
    expect(ran.code, ran.stderr).toBe(1);
    // node02 is out already, so its turn comes first
    expect(fleet.starts).toEqual([1, 2, 1]);
    expect(outcomes(ran.stdout)).toEqual(["unreachable", "failed", "unreachable"]);
    expect(frameOf(ran.stdout).hosts[0].error).toMatchObject({ code: "NOT_ATTEMPTED" });
    fleet.host(2).open("may-be-ready");
    const { rolloutId } = frameOf(ran.stdout);
    const retried = await fleet.run("rollout", "retry", rolloutId, "-o", "json");
    expect(retried.code, retried.stderr).toBe(0);
    expect(fleet.starts).toEqual([2, 3, 2]);
  },
);

test(
  "two rollouts over the same hosts: the second is refused, with who and why, and nothing is done by it",
  TIMEOUT,
  async () => {
    await using fleet = await SmallFleet.start(2);
    const first = fleet.begin("--all", "restart", "is", "--min-ready", "1500ms", "--reason", "new licence");
    await first.said(/batch 1/);
    const second = await fleet.run("-H", "node02", "restart", "is", "--batch", "1", ...FAST);
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(/node02: .*rollout .*new licence/s);
    expect((await first.ended).code).toBe(0);
    expect(fleet.starts).toEqual([2, 2]);
    expect((await fleet.run("-H", "node02", "restart", "is", "--batch", "1", ...FAST)).code).toBe(0);
  },
);
