import { expect, test } from "vitest";
import type { ComponentYaml } from "../helpers/home.ts";
import { SmallFleet } from "../helpers/small-fleet.ts";

const TIMEOUT = { timeout: 90_000 };

/** Takes 300 MB from its second start on where it is `greedy`; gives up after a minute, whoever may have forgotten it. */
const program = (greedy: boolean) => `
const { existsSync, writeFileSync } = require("node:fs");
globalThis.kept = ${greedy} && existsSync("up") ? Buffer.alloc(300e6, 1) : null;
writeFileSync("up", "");
setTimeout(() => process.exit(1), 60_000);
`;
const server = (greedy: boolean): ComponentYaml => ({
  command: [process.execPath, "-e", program(greedy)],
  ready: { command: ["test", "-e", "up"], interval: "50ms" },
});

test(
  "a host that takes far more memory after its restart has failed, with the numbers; a rehearsal touches none",
  TIMEOUT,
  async () => {
    await using fleet = await SmallFleet.start(3, (host) => server(host === 2));
    const pids = async () => (await fleet.now()).map(({ components }) => components[0]?.pid);
    const before = await pids();
    const rehearsed = await fleet.run("rollout", "rehearse", "restart", "is", "--all", "--fail", "node02", "--min-ready", "2s");
    expect(rehearsed.code, rehearsed.stderr).toBe(1);
    expect(rehearsed.stdout).toContain("     32s  node01: done in 32s");
    expect([await pids(), (await fleet.run("rollout", "list", "-q")).stdout]).toEqual([before, ""]);

    const halted = await fleet.run("--all", "restart", "is", "--bake", "halt", "--min-ready", "2s");
    expect(halted.code, halted.stderr).toBe(1);
    expect(halted.stdout).toMatch(
      /node02: failed: is uses 3\d\d MB 2\.\ds after its restart,\s+\d\d\.?\d? MB before it,\s+\d\d\.?\d? MB on 1 host not restarted yet/,
    );
    expect((await pids())[2]).toBe(before[2]);

    const shown = JSON.parse((await fleet.run("rollout", "show", "last", "-o", "json")).stdout);
    const [first, second] = shown.hosts;
    expect([first.baked.message, second.baked.message]).toEqual(["", expect.stringContaining("is uses 3")]);
    expect(first.baked.components[0].figures).toMatchObject({
      memory: { worse: false, others: { hosts: 2 } },
      restarts: { now: 0, before: 0 },
    });

    const again = await fleet.run("rollout", "rehearse", "restart", "is", "--all", "--min-ready", "2s", "-o", "json");
    expect(JSON.parse(again.stdout).plan.forecast).toMatchObject({ knownHosts: 1, ofHosts: 3 }); // node01 was done
  },
);
