import { expect, test } from "vitest";
import { AgentFarm } from "../helpers/agent-farm.ts";
import { Home } from "../helpers/home.ts";

test("black holes, refusing and hanging hosts are each told of, and hold up nobody", { timeout: 60_000 }, async () => {
  await using farm = await AgentFarm.open({ answers: 25, refuses: 3, hangs: 3, "black hole": 3 });
  await using home = new Home();
  home.write("fleet.yaml", farm.inventory);
  farm.thinks = 300;
  const began = performance.now();
  const ran = await home.run("--all", "--connect-timeout", "1s", "status", "-o", "json");
  const took = performance.now() - began;
  const frame = JSON.parse(ran.stdout);
  expect(ran.code, ran.stderr).toBe(4);
  expect(frame).toMatchObject({ exitCode: 4, summary: { hosts: 34, ok: 25, failed: 0, unreachable: 9, unknown: 0 } });
  expect(frame.hosts.map(({ host }: { host: string }) => host)).toEqual(farm.hosts.map(({ name }) => name));
  for (const { name, behaviour } of farm.hosts) {
    const { outcome, error } = frame.hosts.find(({ host }: { host: string }) => host === name);
    const said = { answers: undefined, refuses: "refused", hangs: "no answer within 1 s", "black hole": "no answer within 1 s" }[
      behaviour
    ];
    expect([outcome, error?.message]).toEqual(
      said === undefined ? ["ok", undefined] : ["unreachable", expect.stringContaining(said)],
    );
  }
  expect(took).toBeLessThan(15_000); // one after the other they would take 6 s longer than that; what is meant is far less
});
