import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  groupCounter,
  hostCounter,
  parseMemoryGroup,
  parseOomKills,
  readCounter,
} from "../../../../src/agent/insight/oom-counts.ts";
import { OomWatch } from "../../../../src/agent/insight/oom-watch.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { named } from "./event-rig.ts";

const timeout = 10_000;
const VMSTAT = (kills: number) => `nr_free_pages 12\noom_kill ${kills}\nnuma_hit 7\n`;
const EVENTS = (kills: number) => `low 0\nhigh 0\nmax 3\noom 1\noom_kill ${kills}\noom_group_kill 0\n`;
let root = "";
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "is-oom-"));
  put("proc/vmstat", VMSTAT(3));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test.each([
  [VMSTAT(3), 3],
  [EVENTS(12), 12],
  ["oom_kill_disable 0\nunder_oom 0\noom_kill 4\n", 4],
  ["oom_kill_disable 0\nunder_oom 0\n", null],
  ["", null],
])("the count in %j is %s", (text, count) => {
  expect(parseOomKills(text)).toBe(count);
});

test.each([
  ["0::/system.slice/imageserving.service\n", { version: 2, path: "/system.slice/imageserving.service" }],
  ["9:name=systemd:/\n4:memory:/a\n0::/b\n", { version: 1, path: "/a" }],
  ["4:cpu,memory:/a:b\n", { version: 1, path: "/a:b" }],
  ["3:cpuset:/\n", null],
  ["", null],
])("the group in %j is %j", (text, group) => {
  expect(parseMemoryGroup(text)).toEqual(group);
});

test("this machine's own counters are read, or are said to be unknown", { timeout }, () => {
  expect(readCounter(hostCounter("/"))).toEqual(expect.any(Number));
  expect(groupCounter("/", "self")?.where ?? "in the control group").toContain("in the control group");
  expect(groupCounter(root, "self")).toBeNull();
  put("proc/self/cgroup", "0::/../outside\n");
  expect(groupCounter(root, "self")).toBeNull();
});

describe("evidence", { timeout }, () => {
  test("names what the killer did since the last look, and the group that it did it in", async () => {
    put("proc/self/cgroup", "0::/agent\n");
    put("sys/fs/cgroup/agent/memory.events", EVENTS(0));
    put("proc/42/cgroup", "0::/is\n");
    put("sys/fs/cgroup/is/memory.events", EVENTS(1));
    const clock = new FakeClock();
    const watch = new OomWatch(clock, root);
    watch.look(new Map([[named("is"), 42]]));
    await clock.advance(5_000);
    watch.look(new Map([[named("is"), 42]]));
    await clock.advance(10_000);
    put("proc/vmstat", VMSTAT(4));
    put("sys/fs/cgroup/is/memory.events", EVENTS(2));
    expect(watch.evidence(named("is"))).toEqual([
      "the kernel's out-of-memory killer ended 1 process on this host within the last 10s (oom_kill of /proc/vmstat went from 3 to 4)",
      "the kernel's out-of-memory killer ended 1 process in the control group /is within the last 10s (oom_kill of its memory.events went from 1 to 2)",
    ]);
    expect(watch.evidence(named("ps"))).toHaveLength(1);
  });

  test("that it did nothing is told as well", async () => {
    const clock = new FakeClock();
    const watch = new OomWatch(clock, root);
    await clock.advance(10_000);
    expect(watch.evidence(named("is"))).toEqual([
      "the kernel's out-of-memory killer ended nothing on this host within the last 10s (oom_kill of /proc/vmstat stayed at 3)",
    ]);
  });

  test("a look between the kill and the word of it hides nothing", async () => {
    const clock = new FakeClock();
    const watch = new OomWatch(clock, root);
    for (let second = 0; second < 60; second++) {
      await clock.advance(1_000);
      watch.look(new Map());
    }
    put("proc/vmstat", VMSTAT(5));
    await clock.advance(1_000);
    watch.look(new Map());
    await clock.advance(500);
    expect(watch.evidence(named("is"))).toEqual([expect.stringContaining("ended 2 processes on this host within the last 2.5s")]);
    await clock.advance(10_000);
    expect(watch.evidence(named("is"))).toEqual([expect.stringContaining("ended nothing on this host")]);
  });

  test("where nothing can be read nothing is said", async () => {
    rmSync(join(root, "proc"), { recursive: true });
    expect(new OomWatch(new FakeClock(), root).evidence(named("is"))).toEqual([]);
  });
});
