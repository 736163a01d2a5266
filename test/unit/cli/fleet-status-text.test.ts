import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aimOf } from "../../../src/cli/fleet/aim.ts";
import type { HostAnswer } from "../../../src/cli/host-answer.ts";
import { displayWidth } from "../../../src/cli/render/display-width.ts";
import { type FleetTextOptions, fleetStatusText } from "../../../src/cli/render/fleet-status-text.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import type { ComponentStatus, HostStatus } from "../../../src/core/status.ts";
import { expandHosts } from "../../../src/fleet/host-set.ts";
import { names, refused, status, stopped, three, well, without } from "./fleet-samples.ts";
import { component, NOON } from "./samples.ts";

const plain: FleetTextOptions = {
  width: 80,
  paint: paintWhere(false),
  now: NOON,
  wide: false,
  fold: true,
  aim: aimOf({ home: null, inventory: null, context: null }, undefined),
  addressOf: () => ({ host: "192.0.2.4", port: 9910 }),
};
const show = (answers: readonly HostAnswer<HostStatus>[], options: Partial<FleetTextOptions> = {}) =>
  fleetStatusText(answers, { ...plain, ...options });
const lines = (text: string) => text.split("\n");

const killed: Partial<ComponentStatus> = {
  state: "backoff",
  ready: false,
  pid: null,
  uptimeSeconds: null,
  usage: null,
  restarts: 5,
  reason: "crashed 5 times in a row",
  retryInMs: 4_000,
  lastExit: { code: null, signal: "SIGKILL", at: new Date(NOON.getTime() - 12_000), expected: false, hint: "out of memory" },
};

test("hosts that are the same are one block, whoever deviates stands below it with the reason and what to do", () => {
  const answers = names(20).map((name, at) => (at === 18 ? refused(name) : well(name, at)));
  expect(lines(show(answers))).toEqual([
    "node[01-18,20] (19 hosts): running, ready, up 3d–4d",
    "  COMPONENT  STATE    READY  UPTIME      MEMORY   CPU  RESTARTS",
    "  is         running  yes     3d–4d  0.9–1.1 GB  2–5%       0–1",
    "  svg        running  yes     3d–4d  600–790 MB  2–5%       0–1",
    "  ps         running  yes     3d–4d  300–490 MB  2–5%       0–1",
    "",
    "node19: unreachable: connect: refused (192.0.2.4:9910)",
    "  no agent listens there; on the host: systemctl start imageserving",
    "",
    "20 hosts: 19 ok, 1 unreachable; 57 components, 57 ready; memory 40.5 GB",
  ]);
});

test("every kind of trouble is told apart", () => {
  const late = { ps: { ready: false, reason: "not ready yet: HTTP 503 from http://10.0.0.9/is" } };
  const [a, b, c, d, e, f, g, h] = names(8) as [string, string, string, string, string, string, string, string];
  const answers = [
    well(a, 0),
    well(b, 0),
    well(c, 0),
    well(d, 0, { svg: killed }),
    well(e, 0, late),
    well(f, 0, late),
    stopped(g),
    without(h, { code: "WRONG_HOST", expected: h, actual: "node99" }),
  ];
  expect(lines(show(answers)).filter((line) => !/ running |COMPONENT/.test(line) || /^\S/.test(line))).toEqual([
    "node[01-03] (3 hosts): running, ready, up 3d 0h",
    "",
    "node[05-06] (2 hosts): ps not ready, up 3d 0h",
    "  ps: not ready yet: HTTP 503 from http://ADDRESS/is",
    "  see: ImageServing --host 'node[05-06]' logs ps",
    "",
    "node04: svg in backoff, up 3d 0h",
    "  svg        backoff  -           -       -    -         5",
    "  svg: in backoff; crashed 5 times in a row; next try in 4.0s",
    "    last exit: killed by SIGKILL, 12s ago: out of memory",
    "    log: /var/log/imageserving/svg.log",
    "  see: ImageServing --host node04 logs svg",
    "",
    "node07: Server Supervisor is not running",
    "  to start it: ImageServing --host node07 start",
    "node08: failed: this is node99, not node08; nothing was done",
    "  mend the address in the inventory, or the name of the host in its agent.yaml",
    "",
    "8 hosts: 7 ok, 1 failed; Server Supervisor not running on 1",
    "  18 components, 15 ready, 3 not; memory 10.6 GB",
  ]);
});

test("agents or configurations that differ are shown where they do, and not where each host has its own", () => {
  const other = well("node05", 4);
  const old = {
    ...other,
    value: { ...status("node05", 4, three(4)), supervisor: { ...other.value?.supervisor, version: "0.9.0" } },
  };
  const text = show([...names(4).map((name, at) => well(name, at)), old as HostAnswer<HostStatus>]);
  expect(text).toContain("node[01-04] (4 hosts): running, ready, up 3d, version 1.0.0\n");
  expect(text).toContain("node05: running, ready, up 3d 7h, version 0.9.0\n");
  const withConfig = (hash: (at: number) => string) =>
    names(5).map((name, at): HostAnswer<HostStatus> => {
      const answer = well(name, at);
      const value = answer.value as HostStatus;
      return { ...answer, value: { ...value, supervisor: { ...value.supervisor, configHash: hash(at) } } };
    });
  const drifted = show(withConfig((at) => (at === 4 ? "sha256:123456789" : "sha256:abcdefabc")));
  expect(drifted).toContain("node05: running, ready, up 3d 7h, configuration sha256:12345678\n");
  expect(drifted).toContain("2 configurations");
  const apart = show(withConfig((at) => `sha256:${at}`));
  expect(lines(apart)[0]).toBe("node[01-05] (5 hosts): running, ready, up 3d");
  expect(apart).toContain("5 configurations");
});

test("names that take too much room are cut where all is well, never where it is not, and their number is always there", () => {
  const answers = names(1_000).map((name, at) => (at % 7 === 3 ? refused(name) : well(name, at)));
  const text = show(answers);
  expect(lines(text)[0]).toBe("857 hosts: running, ready, up 3d–83d");
  expect(lines(text).slice(1, 5).at(-1)).toBe("  … all names: --output wide");
  const all = lines(text).indexOf("143 hosts: unreachable: connect: refused");
  const end = lines(text).findIndex((line, at) => at > all && line.includes("no agent listens"));
  const told = lines(text)
    .slice(all + 1, end)
    .map((line) => line.trim())
    .join("");
  expect(expandHosts(told)).toEqual(names(1_000).filter((_, at) => at % 7 === 3));
  expect(lines(text).every((line) => displayWidth(line) <= 80)).toBe(true);
});

describe("in folded output", () => {
  const answer = (host: string, kind: number): HostAnswer<HostStatus> => {
    if (kind === 1) return refused(host);
    if (kind === 2) return stopped(host);
    if (kind === 3) return well(host, 3, { is: killed });
    if (kind === 4) return without(host, { code: "NOT_RESPONDING", target: "192.0.2.4:9910", pid: null, afterMs: 5_000 });
    return well(host, kind);
  };
  const anyFleet = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 60 });

  test("every host is named exactly once as a heading", () => {
    fc.assert(
      fc.property(anyFleet, (kinds) => {
        const hosts = names(kinds.length, "web-");
        const text = show(
          hosts.map((host, at) => answer(host, kinds[at] ?? 0)),
          { width: null },
        );
        const headings = lines(text).filter((line) => line.startsWith("web-"));
        const told = headings.flatMap((line) => expandHosts(/^[^ :]+/.exec(line)?.[0] ?? ""));
        expect([...told].sort()).toEqual([...hosts].sort());
      }),
    );
  });

  test("lines fit 80 columns, and are the same with colours", () => {
    fc.assert(
      fc.property(anyFleet, fc.boolean(), (kinds, fold) => {
        const answers = names(kinds.length, "web-").map((host, at) => answer(host, kinds[at] ?? 0));
        const text = show(answers, { fold });
        expect(lines(text).filter((line) => displayWidth(line) > 80 && !line.includes("ImageServing --host"))).toEqual([]);
        expect(show(answers, { fold, paint: paintWhere(true) }).replaceAll(/\x1b\[\d+m/g, "")).toBe(text);
      }),
    );
  });
});

test("unfolded there is a row for each host and component, and a line for each host that has something else to say", () => {
  const answers = [well("node01", 0), well("node02", 1, { svg: killed }), refused("node03"), stopped("node04")];
  expect(lines(show(answers, { fold: false }))).toEqual([
    "HOST    COMPONENT  STATE    READY   PID  UPTIME  MEMORY   CPU  RESTARTS",
    "node01  is         running  yes    1000   3d 0h  900 MB  2.0%         0",
    "node01  svg        running  yes    1001   3d 0h  600 MB  2.0%         0",
    "node01  ps         running  yes    1002   3d 0h  300 MB  2.0%         0",
    "node02  is         running  yes    1010   3d 1h  910 MB  3.0%         0",
    "node02  svg        backoff  -         -       -       -     -         5",
    "node02  ps         running  yes    1012   3d 1h  310 MB  3.0%         0",
    "",
    "node02: svg: crashed 5 times in a row",
    "node03: unreachable: connect: refused (192.0.2.4:9910)",
    "node04: Server Supervisor is not running",
    "",
    "4 hosts: 3 ok, 1 unreachable; Server Supervisor not running on 1",
    "  6 components, 5 ready, 1 not; memory 3.14 GB",
  ]);
  expect(lines(show(answers, { fold: false, wide: true, width: null }))[0]).toMatch(/^HOST .* LAST EXIT {2,}LOG FILE$/);
});

test("what comes from the network cannot act upon the terminal", () => {
  const bad = "\x1b]0;title\x07\u202e\x9b2J";
  const worst = component(bad, { ...killed, reason: bad, title: bad, logFile: bad });
  const host: HostAnswer<HostStatus> = { ...well("node01", 0), value: { ...status(bad, 0, [worst]), warnings: [bad] } };
  const answers = [host, { ...host, host: "node02" }, without("node03", { code: "AGENT_ERROR", cause: bad })];
  const both = [
    show(answers),
    show(answers, { wide: true }),
    show(answers, { fold: false }),
    show([answers[0], answers[2]] as never),
  ];
  for (const text of both) expect(text).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
});
