import { describe, expect, test } from "vitest";
import { explain } from "../../../src/cli/insight/explain.ts";
import { waitChain } from "../../../src/cli/insight/wait-chain.ts";
import type { Explanation, Memory, WhyFacts, WhyTopic } from "../../../src/cli/insight/why-facts.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { whyText } from "../../../src/cli/render/why-text.ts";
import type { HostEvent } from "../../../src/core/host-event.ts";
import type { OperationId } from "../../../src/core/names.ts";
import type { ComponentStatus, HostStatus } from "../../../src/core/status.ts";
import { ago, begun, event, exit } from "./insight-samples.ts";
import { component, down, hostStatus, NOON, name, operation, supervisor } from "./samples.ts";

/** What is known of the first of the components. */
function facts(
  components: readonly [ComponentStatus, ...ComponentStatus[]],
  events: readonly HostEvent[] | string = [],
  more: { readonly memory?: Partial<Memory>; readonly status?: Partial<HostStatus>; readonly log?: readonly string[] } = {},
): WhyFacts {
  const memory = typeof events === "string" ? events : { events, forgottenUntil: null, operations: [], ...more.memory };
  const status = hostStatus(components, more.status);
  return { host: "node3", status, chain: waitChain(components[0], components), memory, log: more.log ?? [], now: NOON };
}

const about = ({ sections }: Explanation, topic: WhyTopic) =>
  (sections.find((section) => section.about === topic)?.sentences ?? []).join("; ");
const commands = ({ steps }: Explanation) => steps.flatMap(({ command }) => command ?? []);

const crash = (changed: Partial<HostEvent> = {}) =>
  event(5, { state: "backoff", previousState: "running", ready: false, at: ago(12), exit: exit(), ...changed });
const crashed = (changed: Partial<ComponentStatus> = {}) =>
  down("is", { state: "backoff", reason: "crashed", retryInMs: 3_000, lastExit: exit(), ...changed });
const clock = (at: Date) => at.toTimeString().slice(0, 8);

describe("how it ended", () => {
  test("by a signal: which, when, how long ago, and what the agent saw beside it, instead of a guess", () => {
    const seen = crash({ evidence: ["the kernel's out-of-memory killer acted once"], tail: ["last words"] });
    const told = explain(facts([crashed()], [event(4, { at: ago(400) }), seen], { log: ["later words"] }));
    expect(told.verdict).toBe("trouble");
    expect(told.headline).toBe(`crashed at ${clock(ago(12))} (12s ago), is started again in 3.0s`);
    expect(about(told, "happened")).toBe(
      `at ${clock(ago(12))} (12s ago): killed by SIGKILL, not by us; the kernel's out-of-memory killer acted once`,
    );
    expect(about(told, "next")).toBe("the Supervisor starts it again in 3.0s");
    expect(told.log.lines).toEqual(["last words"]);
    expect(commands(told)).toEqual(["logs is -n 100", "start is", "events is --since 1h"]);
    expect(told.endsInLastHour).toBe(1);
  });

  test("SIGKILL without a sign of the out-of-memory killer: the guess stays, that nothing was seen is said, and where to look", () => {
    const told = explain(facts([crashed()], [crash()], { log: ["the end of its log"] }));
    expect(about(told, "happened")).toContain(
      "possibly the kernel's out-of-memory killer (see dmesg); the agent recorded no sign",
    );
    expect(told.steps.some(({ what }) => what.includes("dmesg"))).toBe(true);
    expect(told.log.lines).toEqual(["the end of its log"]);
  });

  test.each([
    [
      "an exit code",
      { code: 3, signal: null, hint: "ended by itself with exit code 3; its log usually says why" },
      "ended by itself with exit code 3; its log usually says why",
    ],
    [
      "a signal that the hint does not name",
      { signal: "SIGKILL", hint: "did not end within 10s of SIGTERM and was killed by the Supervisor" },
      "SIGKILL, did not end within 10s of SIGTERM and was killed by the Supervisor",
    ],
    [
      "143, not by us",
      { code: 143, signal: null, hint: "exit code 143: ended by SIGTERM, not by us" },
      "exit code 143: ended by SIGTERM, not by us",
    ],
    ["nobody saw it", { code: null, signal: null, hint: "" }, "ended; how is not known"],
    ["a code without a hint", { code: 9, signal: null, hint: "" }, "exit code 9"],
  ])("%s", (_, how, said) => {
    const told = explain(facts([crashed({ lastExit: exit(how) })], [crash({ exit: exit(how) })]));
    expect(about(told, "happened")).toContain(`(12s ago): ${said}`);
    expect(about(told, "happened")).not.toContain("recorded no sign");
  });

  test("143 that we asked for", () => {
    const ours = exit({ code: 143, signal: null, expected: true, hint: "stopped on request" });
    const told = explain(
      facts(
        [down("is", { desired: "down", lastExit: ours })],
        [begun(3, { operationKind: "stop", requested: [name("is")], at: ago(14) })],
      ),
    );
    expect(told.verdict).toBe("stopped");
    expect(about(told, "happened")).toBe(`at ${clock(ago(12))} (12s ago): exit code 143, stopped on request`);
    expect(about(told, "asked")).toBe(`to be down; last asked for: stop of is by alice at ${clock(ago(14))} (14s ago)`);
    expect(about(told, "next")).toContain("it stays stopped");
    expect(commands(told)[0]).toBe("start is");
  });

  test("how often in the last hour; at least, where not all of it is remembered", () => {
    const ends = [30, 20, 12, 4_000].map((seconds, at) =>
      crash({ sequence: at + 1, at: ago(seconds), exit: exit({ at: ago(seconds) }) }),
    );
    const planned = crash({ sequence: 7, exit: exit({ at: ago(25), expected: true }) });
    const own = event(9, { message: "restarted because liveness: 3 probes failed", state: "stopping", at: ago(40) });
    expect(about(explain(facts([crashed()], [...ends, planned, own])), "happened")).toContain(
      "in the last hour it ended 3 times without being asked to, and the Supervisor itself restarted it once",
    );
    const short = { memory: { forgottenUntil: ago(600) } };
    expect(about(explain(facts([crashed()], ends, short)), "happened")).toContain("it ended at least 3 times");
  });

  test.each([
    [
      "liveness",
      "restarted because liveness: 4 probes in a row failed, the last: refused",
      "liveness: 4 probes in a row failed, the last: refused",
    ],
    [
      "memory",
      "crashed 2 times in a row (restarted because its memory of 9 bytes is above memory.restart (8 bytes)); tried again in 779ms",
      "its memory of 9 bytes is above memory.restart (8 bytes)",
    ],
  ])("the Supervisor itself took it down: %s", (_, message, why) => {
    const ours = exit({ signal: "SIGTERM", expected: true, hint: "stopped on request" });
    const now = component("is", { lastExit: ours });
    const told = explain(
      facts([now], [event(3, { message, state: "stopping", ready: false, at: ago(13) }), event(4, { at: ago(5) })]),
    );
    expect(about(told, "happened")).toBe(
      `before that, at ${clock(ago(12))} (12s ago): restarted by the Supervisor itself, because ${why}`,
    );
  });
});

describe("each state", () => {
  test("an end before the last one is not forgotten", () => {
    const asked = exit({ at: ago(5), code: 0, signal: null, expected: true, hint: "stopped on request" });
    const told = explain(facts([component("is", { lastExit: asked })], [crash(), event(9, { at: ago(4) })]));
    expect(about(told, "happened")).toContain("in the last hour it ended once without being asked to");
  });

  test("well: nothing is wrong, since when, and who asked last, why", () => {
    const id = "op-1" as OperationId;
    const asked = operation({ id, kind: "restart", requested: [name("is")], reason: "new licence", startedAt: ago(300) });
    const events = [
      begun(2, { requested: [name("is")], operationId: id }),
      event(3, { at: ago(295), state: "starting", ready: false }),
      event(4, { at: ago(290) }),
    ];
    const told = explain(facts([component("is")], events, { memory: { operations: [asked] }, log: ["well"] }));
    expect(told.verdict).toBe("well");
    expect(told.headline).toBe(`nothing is wrong: running and ready since ${clock(ago(290))} (4m 50s ago)`);
    expect(about(told, "asked")).toBe(
      `to be up; last asked for: restart of is by alice at ${clock(ago(300))} (5m 0s ago), because: new licence`,
    );
    expect([about(told, "happened"), about(told, "next"), told.log.lines]).toEqual(["", "", []]);
  });

  test("well, and the events do not reach back: since its process was started", () => {
    const told = explain(facts([component("is", { uptimeSeconds: 60 })]));
    expect(told.since).toEqual(ago(60));
    expect(about(told, "asked")).toBe("to be up; who asked for it is not remembered");
  });

  test("well again, but for the third time in an hour", () => {
    const ends = [30, 20, 12].map((seconds, at) => crash({ sequence: at + 1, exit: exit({ at: ago(seconds) }) }));
    const told = explain(facts([component("is", { lastExit: exit() })], [...ends, event(9, { at: ago(10) })]));
    expect([told.verdict, told.headline]).toEqual(["ailing", expect.stringContaining("it does not last: 3 times")]);
    const once = explain(facts([component("is", { lastExit: exit() })], [crash(), event(9, { at: ago(10) })]));
    expect([once.verdict, once.headline]).toEqual(["well", `running and ready again since ${clock(ago(10))} (10s ago)`]);
    expect(about(once, "happened")).toContain("before that, at");
  });

  test("liveness complains, and only reports", () => {
    const told = explain(facts([component("is", { reason: "4 probes in a row failed, the last: refused" })], [], { log: ["a"] }));
    expect(told.verdict).toBe("ailing");
    expect(about(told, "probe")).toBe("4 probes in a row failed, the last: refused");
    expect(told.log.lines).toEqual(["a"]);
    expect(commands(told)).toContain("restart is");
  });

  test("running and not ready any more: since when, and why", () => {
    const events = [event(1, { at: ago(90) }), event(2, { at: ago(60), kind: "health", ready: false })];
    const told = explain(facts([component("is", { ready: false, reason: "not ready any more: refused" })], events));
    expect(told.headline).toBe(`running, but not ready since ${clock(ago(60))} (1m 0s ago)`);
    expect(about(told, "happened")).toContain(`ready for the last time until ${clock(ago(60))}`);
    expect(about(told, "probe")).toBe("not ready any more: refused");
    expect(about(told, "next")).toContain("does not restart it");
  });

  test.each([
    ["not ready yet", "not ready yet: refused", "waiting", "not ready yet"],
    ["never ready in its time", "not ready within 1m 0s: refused", "trouble", "late"],
  ])("starting: %s", (_, reason, verdict, said) => {
    const now = component("is", { state: "starting", ready: false, reason });
    const told = explain(
      facts(
        [now],
        [
          event(1, { state: "starting", previousState: "stopped", ready: false, at: ago(90) }),
          event(2, { state: "starting", ready: false, at: ago(60) }),
        ],
      ),
    );
    expect(told.verdict).toBe(verdict);
    expect(told.headline).toContain(said);
    expect(about(told, "probe")).toBe(reason);
    expect(about(told, "next")).toContain("not killed for being slow");
    expect(told.steps.some(({ what }) => what.includes("components.is.ready"))).toBe(true);
  });

  test("stopping: what it waits for, and what then", () => {
    const now = component("is", {
      state: "stopping",
      ready: false,
      desired: "down",
      reason: "asked to end, 8s left before it is killed",
    });
    const told = explain(facts([now]));
    expect([about(told, "now"), about(told, "next")]).toEqual([
      "asked to end, 8s left before it is killed",
      "it stays stopped then",
    ]);
  });

  test("a program that cannot be started", () => {
    const now = down("is", { state: "failed", reason: "command not found: /no/such", retryInMs: 60_000 });
    const told = explain(facts([now], [], { log: ["old"] }));
    expect(about(told, "happened")).toBe("cannot be started: command not found: /no/such");
    expect(about(told, "next")).toBe("the Supervisor tries again in 1m 0s");
    expect(told.steps[0]?.what).toContain("mend components.is in agent.yaml");
    expect(told.log.lines).toEqual([]);
  });

  test("a crash loop, never ready in it; and policy never", () => {
    const events = [50, 40, 30].map((seconds, at) =>
      crash({ sequence: at + 1, at: ago(seconds), state: "failed", exit: exit({ at: ago(seconds) }) }),
    );
    const loop = explain(
      facts(
        [
          down("is", {
            state: "failed",
            reason: "crashed 3 times in a row (x)",
            retryInMs: 9_000,
            lastExit: exit({ at: ago(30) }),
          }),
        ],
        events,
      ),
    );
    expect(loop.headline).toContain("is tried again in 9.0s");
    expect(about(loop, "happened")).toContain(`it was never ready since ${clock(ago(50))}`);
    const never = explain(facts([down("is", { state: "failed", reason: "crashed (x); not tried again", lastExit: exit() })]));
    expect(never.headline).toContain("and is not tried again");
    expect(about(never, "next")).toContain("until somebody starts it");
  });

  test("ended by itself with code 0 and is not restarted", () => {
    const now = down("is", {
      reason: "ended with exit code 0 and is not restarted (restart policy on-failure)",
      lastExit: exit({ code: 0, signal: null, hint: "ended by itself with exit code 0" }),
    });
    const told = explain(facts([now]));
    expect([told.verdict, told.headline]).toEqual(["trouble", `ended at ${clock(ago(12))} (12s ago), and is not restarted`]);
    expect(about(told, "next")).toContain("(restart policy on-failure)");
  });

  test.each([
    ["in progress", { result: "running" as const }, "that restart is still in progress"],
    [
      "failed for it",
      {
        result: "failed" as const,
        components: [
          {
            name: name("is"),
            action: "failed" as const,
            previousPid: null,
            pid: null,
            durationMs: 1,
            error: "x",
            logFile: "",
            logTail: [],
          },
        ],
      },
      "that restart failed for it",
    ],
    ["failed without a word of it", { result: "failed" as const, message: "disk full" }, "that restart failed: disk full"],
    ["cancelled", { result: "cancelled" as const, message: "by bob" }, "that restart was cancelled: by bob"],
  ])("what was asked: %s", (_, changed, said) => {
    const operations = [operation({ kind: "restart", startedAt: ago(5), ...changed })];
    expect(about(explain(facts([component("is")], [begun(1)], { memory: { operations } })), "asked")).toContain(said);
  });
});

describe("what it waits for", () => {
  const db = down("db", { state: "failed", reason: "crashed 5 times in a row (x)", lastExit: exit(), retryInMs: 5_000 });
  const is = down("is", { state: "starting", reason: "waits for db", waitingFor: [name("db")] });
  const ps = down("ps", { state: "starting", reason: "waits for is, svg", waitingFor: [name("svg"), name("is")] });

  test("the chain, to the cause; what is told of the cause bears its name", () => {
    const told = explain(facts([ps, is, db, component("svg")], [crash({ component: name("db") })], { log: ["of db"] }));
    expect([told.verdict, told.cause]).toEqual(["trouble", "db"]);
    expect(told.headline).toBe("not started yet: it waits for svg and is");
    expect(about(told, "waits for")).toBe(
      "ps waits for is, which waits for db; db has failed; ps waits for svg; svg is running and ready",
    );
    expect(about(told, "happened")).toMatch(/^db: at /);
    expect(about(told, "next")).toBe(
      "db: the Supervisor tries again in 5.0s; it is started as soon as what it waits for is ready",
    );
    expect(commands(told)[0]).toBe("logs db -n 100");
    expect(told.log).toEqual({ file: "/var/log/imageserving/db.log", lines: ["of db"] });
  });

  test("somebody stopped it: who, and what to start", () => {
    const stopped = down("is", { desired: "down" });
    const told = explain(facts([ps, stopped], [begun(1, { operationKind: "stop", requested: [name("is")], by: "bob" })]));
    expect(about(told, "asked")).toContain("is: to be down; last asked for: stop of is by bob");
    expect(told.verdict).toBe("waiting");
    expect(commands(told)[0]).toBe("start is");
  });

  test("two that wait for each other, as no configuration lets them: the chain ends", () => {
    const a = down("a", { state: "starting", waitingFor: [name("b")] });
    const b = down("b", { state: "starting", waitingFor: [name("a")] });
    expect(waitChain(a, [a, b]).map((each) => each.name)).toEqual(["a", "b"]);
  });
});

describe("no memory, no Supervisor", () => {
  test("an agent that remembers nothing: what is known is told, what is not is named", () => {
    const told = explain(facts([crashed()], "its agent is too old to remember events"));
    expect(about(told, "asked")).toBe("to be up");
    expect(about(told, "happened")).toContain("killed by SIGKILL, not by us: possibly");
    expect(about(told, "happened")).not.toContain("recorded no sign");
    expect([about(told, "unknown"), told.endsInLastHour]).toEqual(["its agent is too old to remember events", null]);
  });

  test("the agent died: the component is unattended, or has gone", () => {
    const status = { supervisor: supervisor({ state: "dead", pid: null }) };
    const lives = explain(facts([component("is", { ready: false, uptimeSeconds: 60 })], "no agent", { status }));
    expect([lives.verdict, lives.headline]).toEqual([
      "trouble",
      "running unattended (pid 913, up 1m 0s): the agent that looked after it is gone",
    ]);
    expect(commands(lives)).toEqual(["start", "stop"]);
    expect(explain(facts([down("is")], "no agent", { status, log: ["x"] })).log.lines).toEqual(["x"]);
  });

  test("the Supervisor was stopped: by whom", () => {
    const status = { supervisor: supervisor({ state: "stopped" }) };
    const told = explain(facts([down("is")], [begun(1, { operationKind: "stop", at: ago(60) })], { status }));
    expect(told.headline).toBe("not running: the Server Supervisor is not running");
    expect(about(told, "asked")).toContain("stop of everything by alice");
    expect(commands(told)[0]).toBe("start");
  });
});

describe("as text", () => {
  const commandFor = (words: string) => `ImageServing --host node3 ${words}`;
  const text = (of: WhyFacts, width: number | null) =>
    whyText(of, explain(of), { width, paint: paintWhere(false), wide: false, commandFor });
  const long = facts(
    [crashed({ reason: "x" })],
    [
      crash({
        evidence: ["e".repeat(30), "one more of those sentences that are longer than a line of eighty columns is"],
        tail: Array.from({ length: 30 }, (_, at) => `${at} ${"y".repeat(200)}`),
      }),
    ],
  );

  test.each([80, 40, 20])("fits a screen of %i columns, cut or wrapped, and says the signal and the time", (width) => {
    const lines = text(long, width).split("\n");
    if (width >= 80) expect(lines.length).toBeLessThanOrEqual(24);
    expect(text(long, width).replace(/\s+/g, " ")).toMatch(/SIGKILL/);
    if (width >= 80) for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  });

  test("an escape sequence in whatever comes from elsewhere cannot act upon the terminal", () => {
    const evil = "\x1b[2J\u202e";
    const hostile = facts(
      [crashed({ lastExit: exit({ signal: evil, hint: evil }), logFile: evil })],
      [crash({ evidence: [evil], tail: [evil], exit: exit({ signal: evil }) }), begun(9, { by: evil })],
    );
    expect(text({ ...hostile, host: evil }, 80)).not.toMatch(/[\x00-\x09\x0b-\x1f\u202e]/);
  });
});
