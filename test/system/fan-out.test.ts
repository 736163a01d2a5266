import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AgentFarm } from "../helpers/agent-farm.ts";
import { RealHost } from "./real-host.ts";

test("200 agents, of which 5 are black holes, 5 refuse and 5 hang: 185 report, and the 15 each with what they are", async () => {
  await using farm = await AgentFarm.open({ answers: 185, refuses: 5, hangs: 5, "black hole": 5 });
  await using jump = new RealHost();
  writeFileSync(join(jump.home, "fleet.yaml"), farm.inventory);
  farm.thinks = 500; // the slowest live host

  const began = performance.now();
  const ran = await jump.command("--all", "--connect-timeout", "2s", "status", "-o", "json");
  const took = performance.now() - began;
  const { summary, hosts } = JSON.parse(ran.stdout);
  expect(ran.code).toBe(4);
  expect(summary).toEqual({ hosts: 200, ok: 185, failed: 0, unreachable: 15, unknown: 0 });
  const causes = { refuses: "refused", hangs: "no answer within 2 s", "black hole": "no answer within 2 s" } as const;
  for (const { name, behaviour } of farm.hosts) {
    const { outcome, error, components } = hosts.find(({ host }: { readonly host: string }) => host === name);
    if (behaviour === "answers") expect([outcome, components.length, components[0].memoryBytes > 0]).toEqual(["ok", 3, true]);
    else expect([outcome, error.message]).toEqual(["unreachable", expect.stringContaining(causes[behaviour])]);
  }
  console.info(`200 hosts in ${Math.round(took)} ms, connect deadline 2 s, slowest live host 0.5 s`);

  const folded = await jump.command("--all", "--connect-timeout", "2s", "status");
  expect(folded.stdout).toContain("node[001-185] (185 hosts): running, ready");
  expect(folded.stdout + folded.stderr).toContain("200 hosts: 185 ok, 15 unreachable");
});
