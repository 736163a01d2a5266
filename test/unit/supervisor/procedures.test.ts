import { afterEach, describe, expect, test, vi } from "vitest";
import { type MonoMs, ms, seconds } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { ComponentOutcome } from "../../../src/core/operation.ts";
import { SETTLE } from "../../../src/supervisor/lifecycle-moves.ts";
import type { ProcedureContext } from "../../../src/supervisor/procedure/procedure.ts";
import { type RestartSteps, restartComponents } from "../../../src/supervisor/procedure/restart-components.ts";
import { startComponents } from "../../../src/supervisor/procedure/start-components.ts";
import { stopComponents } from "../../../src/supervisor/procedure/stop-components.ts";
import { named } from "../../helpers/supervised-host.ts";
import { FakeHost, PROFILE, spec } from "./fake-host.ts";
import { type Conduct, good } from "./fake-machine.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("./fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("./fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

const timeout = 10_000;
const cancelled = (why = "asked for by alice") => new FaultError({ code: "CANCELLED", why });

/** What a procedure came to, while the clock goes on for so long. */
async function over(host: FakeHost, length: number, run: Promise<readonly ComponentOutcome[]>) {
  const [outcomes] = await Promise.all([run, host.clock.advance(length)]);
  return outcomes;
}

/** `ps started`, or `ps failed: why`. */
const told = (outcomes: readonly ComponentOutcome[]) =>
  outcomes.map(({ name, action, error }) => (error === null ? `${name} ${action}` : `${name} ${action}: ${error}`));

async function up(specs = PROFILE): Promise<FakeHost> {
  const host = new FakeHost(specs);
  await over(host, 1_000, startComponents(host.context()));
  return host;
}

/** Each component behaves as named, or well. */
const behave = (host: FakeHost, how: Readonly<Record<string, Partial<Conduct>>>) => {
  host.machine.conductOf = (name) => ({ ...good, ...how[name] });
};

function restart(
  host: FakeHost,
  names?: readonly string[],
  over: Partial<ProcedureContext> = {},
  steps: Partial<RestartSteps> = {},
) {
  const context = host.context(names, over);
  return restartComponents(context, { whyNotStartable: () => null, whenDown: () => context.names, ...steps });
}

describe("a start", () => {
  test("brings all up and tells what it did", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { is: { readyAfter: 200 }, ps: { readyAfter: 100 } });
    const outcomes = await over(host, 1_000, startComponents(host.context()));
    expect(outcomes).toEqual(
      ["ps", "is", "svg"].map((name) => ({
        name,
        action: "started",
        previousPid: null,
        pid: host.pid(name),
        durationMs: { ps: 300, is: 200, svg: 0 }[name],
        error: null,
        logFile: `/log/${name}.log`,
        logTail: [],
      })),
    );
  });

  test("leaves what runs as it is", { timeout }, async () => {
    const host = await up();
    await over(host, 100, stopComponents(host.context(["svg"])));
    const pids = [host.pid("ps"), host.pid("is")];
    expect(told(await over(host, 100, startComponents(host.context())))).toEqual(["ps unchanged", "is unchanged", "svg started"]);
    expect([host.pid("ps"), host.pid("is")]).toEqual(pids);
  });

  test("forgets what was held against a component", { timeout }, async () => {
    const host = new FakeHost([spec("is")]);
    behave(host, { is: { cannotStart: "no such file" } });
    expect(told(await over(host, 10, startComponents(host.context())))).toEqual(["is failed: no such file"]);
    behave(host, {});
    expect(told(await over(host, 10, startComponents(host.context())))).toEqual(["is started"]);
    expect(host.supervisor.actor(named("is")).slot.looping).toBe(false);
  });

  test("that fails for one says what needs it, and does not start that", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { is: { cannotStart: "no such file" } });
    expect(told(await over(host, 10, startComponents(host.context())))).toEqual([
      "ps failed: not started: needs is",
      "is failed: no such file",
      "svg started",
    ]);
    expect(host.machine.runs.map(({ name }) => name)).toEqual(["svg"]);
  });

  test("goes on by itself after it was judged: what is mended comes up, and who needs it", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { is: { cannotStart: "no such file" } });
    await over(host, 10, startComponents(host.context()));
    behave(host, {});
    await host.clock.advance(4_000);
    expect(host.states).toBe("ps ready, is ready, svg ready");
  });

  test("waits as long as the readiness time-out of each, counted from when it could begin, and not longer", {
    timeout,
  }, async () => {
    const host = new FakeHost([spec("ps", ["is"]), spec("is")]);
    behave(host, { is: { readyAfter: 4_999 }, ps: { readyAfter: null } });
    let outcomes: readonly ComponentOutcome[] = [];
    void startComponents(host.context()).then((done) => {
      outcomes = done;
    });
    await host.clock.advance(4_999 + 4_999);
    expect(outcomes).toEqual([]);
    await host.clock.advance(1);
    expect(told(outcomes)).toEqual(["ps failed: not ready within 5.0s: connection refused", "is started"]);
    expect(host.state("ps")).toBe("starting"); // late, and nobody is killed for it
  });

  test("takes no longer than its own time-out", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { is: { readyAfter: null } });
    const deadline = (host.clock.now() + 2_000) as MonoMs;
    const outcomes = await over(host, 2_000, startComponents(host.context(undefined, { deadline })));
    expect(told(outcomes)).toEqual([
      "ps failed: not started: needs is",
      "is failed: not ready within 2.0s, the operation's time-out: connection refused",
      "svg started",
    ]);
    expect(host.clock.now()).toBe(2_000);
  });

  test("of one without a probe waits until it has run for a moment", { timeout }, async () => {
    const host = new FakeHost([spec("is", [], { ready: null })]);
    const outcomes = await over(host, SETTLE, startComponents(host.context()));
    expect(outcomes).toMatchObject([{ action: "started", durationMs: SETTLE }]);
  });

  test("of one without a probe ends as soon as it waits for work, where that is seen before", { timeout }, async () => {
    const host = new FakeHost([spec("is", [], { ready: null })]);
    behave(host, { is: { restsAfter: 60 } });
    const outcomes = await over(host, 60, startComponents(host.context()));
    expect(outcomes).toMatchObject([{ action: "started", durationMs: 60 }]);
  });

  test("of one that crashes again and again ends when that is clear", { timeout }, async () => {
    const host = new FakeHost([spec("is")]);
    behave(host, { is: { readyAfter: null, ends: { after: 10, code: 3 } } });
    const outcomes = await over(host, 5_000, startComponents(host.context()));
    expect(told(outcomes)).toEqual([
      "is failed: crashed 4 times in a row (ended by itself with exit code 3; its log usually says why)",
    ]);
    expect(outcomes[0]?.durationMs).toBeLessThan(3_000);
  });

  test("of one that does its work once is done with it", { timeout }, async () => {
    const restartSpec = { ...spec("is").restart, policy: "on-failure" } as const;
    const host = new FakeHost([spec("is", [], { ready: null, restart: restartSpec })]);
    behave(host, { is: { ends: { after: 20, code: 0 } } });
    expect(told(await over(host, 100, startComponents(host.context())))).toEqual(["is started"]);
    behave(host, { is: { ends: { after: 20, code: 2 } } });
    host.configure([spec("is", [], { ready: null, restart: { ...restartSpec, policy: "never" } })]);
    expect(told(await over(host, 100, startComponents(host.context())))).toEqual([
      "is failed: crashed (ended by itself with exit code 2; its log usually says why); not tried again until it is started",
    ]);
  });

  test("that is cancelled ends at once, leaves no timer, and what it began goes on", { timeout }, async () => {
    const host = new FakeHost([spec("ps", ["is"]), spec("is")]);
    behave(host, { is: { readyAfter: 1_000 } });
    const controller = new AbortController();
    const run = startComponents(host.context(undefined, { signal: controller.signal }));
    await host.clock.advance(100);
    const reason = cancelled();
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
    await host.clock.advance(2_000);
    expect(host.states).toBe("ps ready, is ready");
    expect(host.clock.pending).toBe(2); // both become steady once, and nothing else is waited for
  });

  test("of one that is stopped meanwhile says so", { timeout }, async () => {
    const host = new FakeHost([spec("is")]);
    behave(host, { is: { readyAfter: null } });
    const run = startComponents(host.context());
    await host.clock.advance(100);
    await over(host, 100, stopComponents(host.context()));
    expect(told(await run)).toEqual(["is failed: stopped meanwhile by another operation"]);
  });

  test("of one that is taken out of the configuration meanwhile says so", { timeout }, async () => {
    const host = new FakeHost([spec("is"), spec("svg")]);
    behave(host, { is: { readyAfter: null, ends: { after: 10, code: 1 } }, svg: { readyAfter: 100 } });
    const run = startComponents(host.context());
    await host.clock.advance(21);
    expect(host.state("is")).toBe("backoff");
    host.configure([spec("svg")]);
    expect(told(await over(host, 100, run))).toEqual(["is failed: not in the configuration any more", "svg started"]);
  });
});

describe("a stop", () => {
  test("takes each down after those that need it, and waits until nothing is left", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { ps: { stopTakes: 300, children: 1 }, is: { stopTakes: 100 }, svg: { stopTakes: 200 } });
    await over(host, 1_000, startComponents(host.context()));
    const begun = host.clock.now();
    const outcomes = await over(host, 2_000, stopComponents(host.context()));
    expect(told(outcomes)).toEqual(["ps stopped", "is stopped", "svg stopped"]);
    const asked = (name: string) =>
      host.machine.sent
        .filter(({ component }) => component === name)
        .map(({ at, signal }) => `${signal} ${Math.round(at - begun)}`);
    const [ps] = outcomes;
    expect(asked("ps")).toEqual(["SIGTERM 0"]);
    expect([asked("is"), asked("svg")]).toEqual([[`SIGTERM ${ps?.durationMs}`], [`SIGTERM ${ps?.durationMs}`]]);
    expect(ps?.durationMs).toBeGreaterThanOrEqual(600); // its leader, then its child
    expect(host.machine.ours).toEqual([]);
  });

  test("tells the pid that was, and leaves what is down", { timeout }, async () => {
    const host = await up();
    const pid = host.pid("svg");
    expect(await over(host, 100, stopComponents(host.context(["svg"])))).toMatchObject([
      { action: "stopped", previousPid: pid, pid: null },
    ]);
    expect(told(await over(host, 100, stopComponents(host.context(["svg"]))))).toEqual(["svg unchanged"]);
    expect(host.states).toBe("ps ready, is ready, svg stopped");
  });

  test("kills what does not end, when its time is over", { timeout }, async () => {
    const host = new FakeHost([spec("is")]);
    behave(host, { is: { stopTakes: null } });
    await over(host, 100, startComponents(host.context()));
    expect(await over(host, 3_000, stopComponents(host.context()))).toMatchObject([{ action: "stopped", durationMs: 3_000 }]);
  });

  test("says what survived even that, and goes on with the others", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { ps: { stuck: true } });
    await over(host, 100, startComponents(host.context()));
    const pid = host.pid("ps");
    const outcomes = await over(host, 8_000, stopComponents(host.context()));
    expect(told(outcomes)).toEqual([
      `ps failed: pid ${pid} survived SIGKILL; look at its state in /proc/PID/status`,
      "is stopped",
      "svg stopped",
    ]);
    expect(outcomes[0]).toMatchObject({ pid, previousPid: pid });
  });

  test("takes no longer than its own time-out, and says what it was waiting for", { timeout }, async () => {
    const host = new FakeHost([spec("is")]);
    behave(host, { is: { stopTakes: null } });
    await over(host, 100, startComponents(host.context()));
    const deadline = (host.clock.now() + 1_000) as MonoMs;
    const [outcome] = await over(host, 1_000, stopComponents(host.context(undefined, { deadline })));
    expect(outcome?.error).toMatch(/^not stopped within 1\.0s, the operation's time-out: asked to end, 2\.0s left/);
    await host.clock.advance(2_000);
    expect(host.state("is")).toBe("stopped"); // it goes on by itself
  });

  test("of everything lets nothing slip through that was waiting", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { is: { readyAfter: null, stopTakes: 100 } });
    void startComponents(host.context());
    await host.clock.advance(100);
    expect(host.states).toBe("ps starting, is starting, svg ready");
    expect(told(await over(host, 1_000, stopComponents(host.context())))).toEqual(["ps unchanged", "is stopped", "svg stopped"]);
    expect(host.machine.runs.map(({ name }) => name)).toEqual(["is", "svg"]);
  });

  test("that is cancelled leaves up what it had not begun, and asked to be up", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { ps: { stopTakes: 500 } });
    await over(host, 100, startComponents(host.context()));
    const controller = new AbortController();
    const run = stopComponents(host.context(undefined, { signal: controller.signal }));
    await host.clock.advance(100);
    const reason = cancelled();
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
    await host.clock.advance(10_000);
    expect(host.states).toBe("ps stopped, is ready, svg ready");
    expect(["ps", "is", "svg"].map((name) => host.supervisor.desired(named(name)))).toEqual(["down", "up", "up"]);
  });

  test("that was cancelled before it began touches nothing", { timeout }, async () => {
    const host = await up();
    const reason = cancelled();
    await expect(stopComponents(host.context(undefined, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
    await host.clock.advance(1_000);
    expect([host.states, host.machine.sent]).toEqual(["ps ready, is ready, svg ready", []]);
    expect(host.supervisor.names.map((name) => host.supervisor.desired(name))).toEqual(["up", "up", "up"]);
  });

  test("that is cancelled does so too where something was forgotten meanwhile", { timeout }, async () => {
    const host = new FakeHost([spec("ps", ["is"]), spec("is"), spec("old")]);
    behave(host, { ps: { stopTakes: 500 } });
    await over(host, 100, startComponents(host.context()));
    host.configure([spec("ps", ["is"]), spec("is")]);
    const controller = new AbortController();
    const run = stopComponents(host.context(undefined, { signal: controller.signal }));
    await host.clock.advance(100);
    expect(host.states).toBe("ps stopping, is ready");
    const reason = cancelled();
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
    expect(host.supervisor.desired(named("is"))).toBe("up");
  });

  test("of one that ends and is forgotten before its turn is done with it", { timeout }, async () => {
    const host = new FakeHost([spec("ps", ["old"]), spec("old")]);
    behave(host, { ps: { stopTakes: 500 } });
    await over(host, 100, startComponents(host.context()));
    host.configure([spec("ps", ["old"])]);
    const run = stopComponents(host.context());
    await host.clock.advance(100);
    host.crash("old");
    expect(told(await over(host, 1_000, run))).toEqual(["ps stopped", "old stopped"]);
  });
});

describe("a restart", () => {
  test("takes down in reverse, brings up in order, and is no crash", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { ps: { stopTakes: 100 }, is: { readyAfter: 100 } });
    await over(host, 1_000, startComponents(host.context()));
    const [begun, pids] = [host.clock.now(), host.supervisor.names.map((name) => host.pid(name))];
    const outcomes = await over(host, 1_000, restart(host));
    expect(told(outcomes)).toEqual(["ps restarted", "is restarted", "svg restarted"]);
    expect(outcomes.map(({ previousPid }) => previousPid)).toEqual(pids);
    expect(outcomes.map(({ pid }) => pid)).toEqual(host.supervisor.names.map((name) => host.pid(name)));
    expect(host.machine.runs.slice(3).map(({ name, at }) => `${name} ${at - begun}`)).toEqual(["is 100", "svg 100", "ps 200"]);
    expect(host.supervisor.actors.map(({ slot }) => [slot.restarts, slot.fails])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  test("of one leaves the others, also those that need it", { timeout }, async () => {
    const host = await up();
    const [ps, is, svg] = host.supervisor.names.map((name) => host.pid(name));
    expect(told(await over(host, 100, restart(host, ["is"])))).toEqual(["is restarted"]);
    expect([host.pid("ps"), host.pid("svg")]).toEqual([ps, svg]);
    expect(host.pid("is")).not.toBe(is);
    expect(host.states).toBe("ps ready, is ready, svg ready");
  });

  test("of one that was stopped or failed starts it", { timeout }, async () => {
    const host = new FakeHost([spec("is"), spec("svg")]);
    behave(host, { svg: { cannotStart: "no such file" } });
    await over(host, 10, startComponents(host.context(["svg"])));
    behave(host, {});
    expect(told(await over(host, 100, restart(host)))).toEqual(["is started", "svg started"]);
    expect(host.states).toBe("is ready, svg ready");
  });

  test("for which a program is missing stops nothing at all", { timeout }, async () => {
    const host = await up();
    const pids = host.supervisor.names.map((name) => host.pid(name));
    const files = new Map(host.machine.files);
    const whyNotStartable = (name: string) => (name === "is" ? "command not found: /opt/is" : null);
    expect(told(await over(host, 100, restart(host, undefined, {}, { whyNotStartable })))).toEqual([
      "ps unchanged",
      "is failed: command not found: /opt/is; nothing was stopped",
      "svg unchanged",
    ]);
    expect(host.supervisor.names.map((name) => host.pid(name))).toEqual(pids);
    expect([host.machine.sent, host.machine.files]).toEqual([[], files]);
  });

  test("that is cancelled brings up what it took down", { timeout }, async () => {
    const host = await up();
    behave(host, {});
    const controller = new AbortController();
    const is = host.machine.leader("is");
    const run = restart(
      host,
      undefined,
      { signal: controller.signal },
      {
        whenDown: () => {
          controller.abort(cancelled());
          return host.supervisor.names;
        },
      },
    );
    await expect(run).rejects.toMatchObject({ fault: { code: "CANCELLED" } });
    await host.clock.advance(1_000);
    expect(host.states).toBe("ps ready, is ready, svg ready");
    expect(host.machine.leader("is")).not.toBe(is);
  });

  test("that is cancelled while it takes down leaves up what it had not begun", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { ps: { stopTakes: 500 } });
    await over(host, 1_000, startComponents(host.context()));
    const [ps, is] = [host.pid("ps"), host.pid("is")];
    const controller = new AbortController();
    const run = restart(host, undefined, { signal: controller.signal });
    await host.clock.advance(100);
    controller.abort(cancelled());
    await expect(run).rejects.toMatchObject({ fault: { code: "CANCELLED" } });
    await host.clock.advance(1_000);
    expect(host.states).toBe("ps ready, is ready, svg ready");
    expect(host.pid("is")).toBe(is);
    expect(host.pid("ps")).not.toBe(ps);
  });

  test("that was gone on with by another agent restarts nothing twice", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { ps: { stopTakes: 100 } });
    await over(host, 1_000, startComponents(host.context()));
    const before = host.leaders();
    void restart(host, undefined, { before });
    await host.clock.advance(150);
    expect(host.machine.runs).toHaveLength(6);
    host.killAgent();
    host.resume();
    const outcomes = await over(host, 1_000, restart(host, undefined, { before }));
    expect(told(outcomes)).toEqual(["ps restarted", "is restarted", "svg restarted"]);
    expect(host.machine.runs).toHaveLength(6);
  });

  test("starts what a new configuration knows, and ends what it does not", { timeout }, async () => {
    const host = await up();
    const whenDown = () => {
      host.configure([spec("is"), spec("new", ["is"])]);
      return host.supervisor.names;
    };
    const outcomes = await over(host, 1_000, restart(host, undefined, {}, { whenDown }));
    expect(told(outcomes)).toEqual(["ps stopped", "is restarted", "svg stopped", "new started"]);
    expect(host.states).toBe("is ready, new ready");
    expect(host.supervisor.desired(named("new"))).toBe("up");
  });

  test("of one that cannot be stopped says so, and brings up the others", { timeout }, async () => {
    const host = new FakeHost([spec("is"), spec("svg")]);
    behave(host, { is: { stuck: true } });
    await over(host, 100, startComponents(host.context()));
    const pid = host.pid("is");
    const outcomes = await over(host, 10_000, restart(host));
    expect(told(outcomes)).toEqual([
      `is failed: pid ${pid} survived SIGKILL; look at its state in /proc/PID/status`,
      "svg restarted",
    ]);
  });

  test("on which a stop comes does not bring up what the stop is asked for, not even while the stop is being written down", {
    timeout,
  }, async () => {
    const host = new FakeHost([spec("is")]);
    behave(host, { is: { stopTakes: 100 } });
    await over(host, 100, startComponents(host.context()));
    host.machine.writeTakes = ms(10);
    const controller = new AbortController();
    const run = restart(host, undefined, { signal: controller.signal });
    await host.clock.advance(105);
    const asked = host.supervisor.ask(host.supervisor.names, "down", false);
    await host.clock.advance(100);
    await asked;
    controller.abort(cancelled());
    await expect(run).rejects.toMatchObject({ fault: { code: "CANCELLED" } });
    expect(told(await over(host, 1_000, stopComponents(host.context())))).toEqual(["is unchanged"]);
    expect(host.machine.runs).toHaveLength(1);
    expect([host.states, host.supervisor.desired(named("is"))]).toEqual(["is stopped", "down"]);
  });

  test("goes on where a stop that came could not be written down", { timeout }, async () => {
    const host = new FakeHost();
    behave(host, { ps: { stopTakes: 100 }, is: { stopTakes: 100 }, svg: { stopTakes: 100 } });
    await over(host, 100, startComponents(host.context()));
    host.machine.writeTakes = ms(50);
    const run = restart(host);
    await host.clock.advance(240);
    host.machine.fullDisk = { path: "journal", cause: "no space left on device" };
    const asked = host.supervisor.ask(host.supervisor.names, "down", false);
    asked.catch(() => {});
    await host.clock.advance(1_000);
    await expect(asked).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
    host.machine.fullDisk = null;
    await host.clock.advance(5_000);
    expect(told(await run)).toEqual(["ps restarted", "is restarted", "svg restarted"]);
    expect(host.states).toBe("ps ready, is ready, svg ready");
  });

  test("that cannot be written down does nothing", { timeout }, async () => {
    const host = await up();
    host.machine.fullDisk = { path: "journal", cause: "no space left on device" };
    await expect(restart(host)).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
    await host.clock.advance(seconds(10));
    expect(host.machine.sent).toEqual([]);
    expect(host.states).toBe("ps ready, is ready, svg ready");
  });
});
