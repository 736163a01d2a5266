import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { frameLines } from "../../../../src/cli/live/frame-lines.ts";
import { widthOf } from "../../../../src/cli/live/grid.ts";
import { begin, type Scene } from "../../../../src/cli/live/live-state.ts";
import { paintWhere } from "../../../../src/cli/render/paint.ts";
import { paintParts } from "../../../../src/cli/render/painted-parts.ts";
import type { MonoMs } from "../../../../src/core/duration.ts";
import { FaultError } from "../../../../src/core/fault.ts";
import { component, down, hostStatus, name, operation, supervisor } from "../samples.ts";
import { lost, NOW, press, scene, screen, textOf, watched, withComponents } from "./live-samples.ts";

const backoff = component("is", {
  state: "backoff",
  ready: false,
  pid: null,
  uptimeSeconds: null,
  usage: null,
  restarts: 3,
  reason: "crashed: SIGKILL",
  retryInMs: 4_000,
});

describe("the fleet", () => {
  const hosts = [
    watched("node1"),
    lost("node2"),
    withComponents("node3", backoff, component("ps")),
    withComponents("node4", down("is", { desired: "down" })),
    watched("node5", { link: { t: "connecting" }, status: null, statusAt: null, heardAt: null }),
    withComponents("node6", component("is", { state: "starting", ready: false })),
    watched("node7", { status: hostStatus([], { supervisor: supervisor({ state: "stopped" }) }) }),
  ];

  test("problems first, each in words and with a sign for each component", () => {
    const lines = screen(begin(null), scene(hosts), 120);
    expect(lines[0]).toMatch(
      /^ImageServing {2}7 hosts: 1 not reached, 1 failing, 1 on the way, 2 stopped, 1 connecting, 1 well {2,}\d\d:\d\d:\d\d$/,
    );
    expect(lines.slice(1, 9).map((line) => line.slice(2).split(/ {2,}/).slice(0, 3))).toEqual([
      ["HOST", "STATE", "COMPONENTS"],
      ["node2", "lost 12s", "is? ps?"],
      ["node3", "is backoff", "is! ps+"],
      ["node6", "is starting", "is~"],
      ["node7", "not running", "-"],
      ["node5", "connecting", "-"],
      ["node4", "is stopped", "is-"],
      ["node1", "all ready", "is+ ps+"],
    ]);
    expect(lines[3]).toContain("is: crashed: SIGKILL; next try in 4.0s");
  });

  test("at 80 columns nothing but the note is missing, at 20 the names and states are there", () => {
    expect(screen(begin(null), scene(hosts))[1]).toBe("  HOST   STATE        COMPONENTS   UPTIME    MEMORY     CPU");
    const narrow = screen(begin(null), scene(hosts), 20, 10);
    expect(narrow[1]).toBe("  HOST  STATE");
    expect(narrow[3]).toBe("  node3 is backoff");
    expect(narrow.at(-1)).toBe("q quit  ? help");
  });

  test.each([
    ["name", "s", "node1"],
    ["memory", "ss", "big"],
    ["cpu", "sss", "busy"],
    ["uptime", "ssss", "young"],
  ])("sorted by %s", (_, keys, first) => {
    const usage = { memoryBytes: 1e6, pssBytes: null, cpuPercent: 1, processes: 1 };
    const of = scene([
      watched("node10"),
      watched("node1"),
      withComponents("big", component("is", { usage: { ...usage, memoryBytes: 9e9 } }), component("ps")),
      withComponents("busy", component("is", { usage: { ...usage, cpuPercent: 99 } })),
      watched("young", { status: hostStatus([component("is")], { supervisor: supervisor({ uptimeSeconds: 1 }) }) }),
      watched("unknown", { link: { t: "connecting" }, status: null }),
    ]);
    const order = keys === "s" ? ["big", "busy", "node1"] : [first];
    const shown = screen(press(keys, of).state, of)
      .slice(2, 8)
      .map((line) => line.slice(2).split(" ")[0]);
    expect(shown.slice(0, order.length)).toEqual(order);
    if (keys === "s") expect(shown.indexOf("node1")).toBeLessThan(shown.indexOf("node10"));
  });

  test("a thousand hosts: those around the selected one", () => {
    const many = scene(Array.from({ length: 1_000 }, (_, at) => watched(`node${String(at).padStart(4, "0")}`)));
    const lines = screen(press("<pgdn><pgdn><pgdn><pgdn><pgdn>", many).state, many);
    expect(lines).toHaveLength(24);
    expect(lines.find((line) => line.startsWith(">"))).toContain("node0050");
    const last = screen(press("G", many).state, many);
    expect(last.at(-2)).toContain("> node0999");
  });
});

describe("one host", () => {
  test("a row for each component with the trend of its memory; why it is not well below", () => {
    const host = {
      ...withComponents("node3", component("ps", { restarts: 2 }), backoff),
      memory: new Map([[name("ps"), [1, 2, 4]]]),
    };
    const lines = screen(press("<enter>", scene([host])).state, scene([host]));
    expect(lines[0]).toMatch(/^node3 {2}is backoff {2}1\.0\.0 /);
    expect(lines[1]).toBe("  COMPONENT   STATE         PID   UPTIME    MEMORY  TREND        CPU  RESTARTS");
    expect(lines[2]).toBe("> Supervisor  running       812    3d 3h   58.7 MB              0.3%");
    expect(lines[3]).toBe("  is          backoff         -        -         -                 -         3");
    expect(lines[4]).toMatch(/^ {2}ps {10}ready +913 +3d 3h +913 MB {2}▂▄▇ +12\.5% +2$/);
    expect(lines[6]).toBe("is: in backoff; crashed: SIGKILL; next try in 4.0s");
  });

  test("uptimes go on while it is live, and stand still where it is lost, with its age", () => {
    const state = begin("node3");
    const young = [component("is", { uptimeSeconds: 5 })];
    const later = (host: Parameters<typeof watched>[1]) =>
      screen(state, scene([watched("node3", { status: hostStatus(young), ...host })], { now: (NOW + 60_000) as MonoMs })).join(
        "\n",
      );
    expect(later({})).toMatch(/is +ready +913 +1m 5s/);
    const { link } = lost("node3");
    const gone = later({ link });
    expect(gone).toMatch(/is +ready\? +913 +5\.0s/);
    expect(gone).toContain("cannot reach 192.0.2.4:9910: refused");
    expect(gone).toContain(
      "Heard of last 1m 0s ago; what is shown is as it was then. It is tried again by\nitself (3 since 1m 11s).",
    );
  });

  test("what is in progress and what it warns of", () => {
    const status = {
      ...hostStatus([component("is")]),
      operations: [operation({ requested: [name("is")] })],
      warnings: ["disk full"],
    };
    const text = screen(begin("node3"), scene([watched("node3", { status })])).join("\n");
    expect(text).toContain("in progress: start of is, asked for by alice 0ms ago");
    expect(text).toContain("warning: disk full");
  });

  test("without an agent it says what to do", () => {
    const link = { t: "lost", error: new FaultError({ code: "SUPERVISOR_NOT_RUNNING" }), attempts: 1, since: NOW } as const;
    const host = watched("node3", { link, status: null, statusAt: null, heardAt: null });
    const text = screen(begin("node3"), scene([host])).join("\n");
    expect(text).toContain("not running");
    expect(text).toContain("start it with: ImageServing start");
  });
});

describe("what is asked and what became of it", () => {
  const of = scene([withComponents("node3", component("is", { pid: 913 }), component("ps", { pid: 914 }))]);
  const foot = (keys: string, here: Scene = of) =>
    screen(press(keys, here, begin("node3")).state, here)
      .slice(-5)
      .join(" ");

  test("a confirmation says exactly what happens", () => {
    expect(foot("jr")).toContain(
      "Restart is on node3? A new process takes the place of its process 913; the other components keep theirs.",
    );
    expect(foot("r")).toContain(
      "Restart everything on node3? The configuration is read anew; is (913), ps (914) and the Server Supervisor stop, then everything starts.",
    );
    expect(foot("jS")).toContain("Its process 913 ends; it stays stopped until it is started");
    expect(foot("S")).toContain("is (913), ps (914) and then the Server Supervisor stop.");
    expect(foot("jU")).toContain("Its process 913 is left alone");
    expect(foot("U")).toContain("What does not run is started; is (913), ps (914) keep their processes.");
    expect(foot("r")).toContain("y = yes, any other key = no");
  });

  test("of what has no process", () => {
    const stopped = scene([withComponents("node3", down("is"))]);
    expect(foot("jr", stopped)).toContain("It has no process and is started.");
    expect(foot("jS", stopped)).toContain("It has no process; it stays stopped");
    expect(foot("jU", stopped)).toContain("It is started;");
    expect(foot("r", stopped)).toContain("nothing runs, then everything starts");
    expect(foot("S", stopped)).toContain("No component runs;");
    expect(foot("U", stopped)).toContain("All components are started.");
  });

  test("of a host that is not heard of it says so", () => {
    const gone = scene([lost("node3")]);
    expect(foot("r", gone)).toContain("It is not heard of at the moment");
  });

  test("operations of ours are shown while they run, and for a while after", () => {
    const asked = {
      kind: "restart",
      host: "node3",
      components: [name("is")],
      since: (NOW - 2_000) as MonoMs,
      text: "is stopping",
    } as const;
    const shown = (more: object) => screen(begin("node3"), { ...of, asked: [{ ...asked, ...more } as never] }).join("\n");
    expect(shown({ stands: "running", until: null })).toContain("restart of is on node3: is stopping (2.0s)");
    expect(shown({ stands: "done", until: (NOW - 14_000) as MonoMs })).toContain("restart of is");
    expect(shown({ stands: "done", until: (NOW - 16_000) as MonoMs })).not.toContain("restart of is");
  });
});

test("the help fits, and says what the signs mean", () => {
  const of = scene([watched("a")]);
  const lines = screen(press("?", of).state, of);
  expect(lines.join("\n")).toContain("ready, on its way, broken");
  expect(lines.at(-1)).toBe("any key goes back");
});

describe("whatever hosts, names and logs are", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 40 }),
    fc.constantFrom(
      "\x1b[2J\x1b]0;x\x07",
      "漢字漢字漢字",
      "a\tb",
      "\u202eabc",
      "👩‍👩‍👧‍👦",
      "\x9b31m",
      "x".repeat(200),
      "one\ntwo",
    ),
  );
  const anyComponent = fc
    .tuple(hostile, fc.constantFrom("running", "backoff", "stopped", "starting", "failed", "stopping"), fc.boolean(), hostile)
    .map(([called, state, ready, reason]) => component(called, { state: state as never, ready, reason, restarts: 1 }));
  const anyHost = fc
    .tuple(hostile, fc.array(anyComponent, { maxLength: 4 }), fc.boolean(), fc.array(hostile, { maxLength: 2 }))
    .map(([called, components, live, warnings]) =>
      (live ? watched : lost)(called, { status: hostStatus(components, { host: called, warnings }) }),
    );

  test("every line fits and nothing reaches the terminal but colours", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(anyHost, { maxLength: 5, selector: ({ name }) => name }),
        fc.array(hostile, { maxLength: 20 }),
        fc.constantFrom("", "<enter>", "<enter>j<enter>", "l", "e", "r", "<enter>jS", "/x", "?", "<enter>j<enter>r"),
        fc.constantFrom(5, 20, 40, 80, 120),
        fc.integer({ min: 1, max: 30 }),
        (hosts, lines, keys, columns, rows) => {
          const pane = { lines: lines.map((text) => ({ from: text, text, at: null, bad: true })), note: null };
          const of = scene(hosts, { pane, title: "\x1b[31mfleet" });
          const frame = frameLines(press(keys, of).state, of, { columns, rows });
          expect(frame.length).toBeLessThanOrEqual(rows);
          for (const line of frame) {
            expect(widthOf(line)).toBeLessThanOrEqual(columns);
            expect(textOf(line)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
            const painted = paintParts(columns, line, paintWhere(true));
            expect(painted.replaceAll(/\x1b\[\d+m/g, "")).not.toMatch(/\p{Cc}/u);
          }
        },
      ),
      { numRuns: 100 },
    );
  });
});
