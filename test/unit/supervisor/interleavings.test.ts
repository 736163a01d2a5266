import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { ms } from "../../../src/core/duration.ts";
import { FaultError, isFault } from "../../../src/core/fault.ts";
import type { ComponentOutcome, OperationKind } from "../../../src/core/operation.ts";
import { parseJournal } from "../../../src/supervisor/journal.ts";
import { type RestartSteps, restartComponents } from "../../../src/supervisor/procedure/restart-components.ts";
import { startComponents } from "../../../src/supervisor/procedure/start-components.ts";
import { stopComponents } from "../../../src/supervisor/procedure/stop-components.ts";
import { named } from "../../helpers/supervised-host.ts";
import { FakeHost, PROFILE, spec } from "./fake-host.ts";
import { type Conduct, good } from "./fake-machine.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("./fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("./fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

const timeout = 20_000;
const NAMES = ["ps", "is", "svg"];
/** What a new configuration may say: all, without svg, without is, with another. */
const CONFIGURATIONS = [
  PROFILE,
  [spec("ps", ["is"]), spec("is")],
  [spec("svg"), spec("ps", ["svg"])],
  [...PROFILE, spec("new", ["ps"])],
];

type Step =
  | { readonly do: OperationKind; readonly names: readonly string[] }
  | { readonly do: "crash"; readonly name: string; readonly code: number }
  | { readonly do: "flap"; readonly name: string; readonly ready: boolean }
  | { readonly do: "configure"; readonly which: number }
  | { readonly do: "disk"; readonly full: boolean }
  /** The agent is killed, and the next one comes after a while. */
  | { readonly do: "kill agent"; readonly idle: number }
  | { readonly do: "wait"; readonly length: number };

const names = fc.oneof(fc.constant(NAMES), fc.subarray(NAMES, { minLength: 1 }));
const one = fc.constantFrom(...NAMES);
const length = fc.oneof(fc.nat(30), fc.nat(600), fc.nat(5_000));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("start", "stop", "restart"), names }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("crash"), name: one, code: fc.constantFrom(0, 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("flap"), name: one, ready: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("kill agent"), idle: fc.oneof(fc.constant(0), length) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait"), length }) },
);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: step },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("configure"), which: fc.nat(CONFIGURATIONS.length - 1) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("disk"), full: fc.boolean() }) },
);

const conduct: fc.Arbitrary<Conduct> = fc.record({
  cannotStart: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constant("no such file") }),
  launchTakes: fc.constantFrom(0, 0, 15),
  readyAfter: fc.oneof({ weight: 4, arbitrary: fc.nat(400) }, { weight: 1, arbitrary: fc.constant(null) }),
  restsAfter: fc.constantFrom(null, 60),
  ends: fc.oneof(
    { weight: 5, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ after: fc.nat(3_000), code: fc.constantFrom(0, 1) }) },
  ),
  stopTakes: fc.constantFrom(0, 0, 40, 700, null),
  stuck: fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  children: fc.constantFrom(0, 0, 0, 1, 2),
});

interface Procedure {
  readonly kind: OperationKind;
  readonly names: readonly string[];
  readonly cancel: (why: string) => void;
  ended: boolean;
  refused: boolean;
}

/** What happens on a host, and what was asked of it. */
class Story {
  readonly host = new FakeHost();
  readonly wanted = new Map<string, "up" | "down">();
  readonly #everRemoved = new Set<string>();
  #procedure: Procedure | null = null;

  constructor(conducts: readonly Conduct[], writeTakes: number) {
    const { machine } = this.host;
    machine.writeTakes = writeTakes === 0 ? null : ms(writeTakes);
    let next = 0;
    machine.conductOf = () => conducts[next++ % conducts.length] ?? good;
    machine.onLaunch = ({ name, after }) => {
      const { supervisor } = this.host;
      if (supervisor.desired(name) !== "up") machine.violations.push(`${name} was launched though nobody wants it`);
      for (const needed of after) {
        if (!supervisor.has(needed) || supervisor.desired(needed) !== "up") continue;
        const { ready, done } = supervisor.actor(needed);
        if (!ready && !done) machine.violations.push(`${name} was launched before ${needed} was ready`);
      }
    };
  }

  async take(what: Step): Promise<void> {
    const { host } = this;
    switch (what.do) {
      case "wait":
        return host.clock.advance(what.length);
      case "crash": {
        const leader = host.machine.leader(what.name);
        if (leader !== null && !leader.conduct.stuck) host.machine.end(leader, { code: what.code, signal: null });
        return;
      }
      case "flap": {
        const leader = host.machine.leader(what.name);
        if (leader !== null) host.machine.setReady(leader, what.ready);
        return;
      }
      case "configure": {
        const specs = CONFIGURATIONS[what.which] ?? PROFILE;
        const known = new Set<string>(specs.map(({ name }) => name));
        for (const name of [...NAMES, "new"]) if (!known.has(name)) this.#everRemoved.add(name);
        return host.configure(specs);
      }
      case "disk":
        host.machine.fullDisk = what.full ? { path: "journal", cause: "no space left on device" } : null;
        return;
      case "kill agent":
        await host.clock.settle(); // what is done at this moment is done
        host.killAgent();
        this.#procedure = null;
        await host.clock.advance(what.idle);
        host.resume();
        return;
      default:
        return this.#operate(what.do, what.names);
    }
  }

  /** As operations are admitted: one after the other, and a stop ends the start or restart before it. */
  async #operate(kind: OperationKind, asked: readonly string[]): Promise<void> {
    const { supervisor, clock } = this.host;
    const names = asked.filter((name) => supervisor.has(named(name)));
    if (this.#procedure !== null && !this.#procedure.ended) {
      if (kind !== "stop" || this.#procedure.kind === "stop") return;
      const before = this.#procedure;
      let durable = false;
      supervisor.ask(names.map(named), "down", false).then(
        () => {
          durable = true;
        },
        () => {},
      );
      await this.#written();
      if (!durable) return;
      before.cancel("a stop was asked for");
      await clock.settle();
      expect(before.ended).toBe(true);
    }
    this.#procedure = this.#begin(kind, names);
    await this.#written();
    if (!this.#procedure.refused) for (const name of names) this.wanted.set(name, kind === "stop" ? "down" : "up");
  }

  /** Whatever was to be written is on disk: the write under way, and the next. */
  #written(): Promise<void> {
    return this.host.clock.advance(2 * (this.host.machine.writeTakes ?? 0));
  }

  #begin(kind: OperationKind, names: readonly string[]): Procedure {
    const { host } = this;
    const controller = new AbortController();
    const context = host.context(names, { signal: controller.signal });
    const steps: RestartSteps = { whyNotStartable: () => null, whenDown: () => context.names };
    const run: Promise<readonly ComponentOutcome[]> =
      kind === "start" ? startComponents(context) : kind === "stop" ? stopComponents(context) : restartComponents(context, steps);
    const procedure: Procedure = {
      kind,
      names,
      cancel: (why) => controller.abort(new FaultError({ code: "CANCELLED", why })),
      ended: false,
      refused: false,
    };
    const agent = host.agent;
    run.then(
      (outcomes) => {
        procedure.ended = true;
        const told = new Set<string>(outcomes.map(({ name }) => name));
        const untold = agent === host.agent ? names.filter((name) => !told.has(name) && host.supervisor.has(named(name))) : [];
        if (untold.length > 0) host.machine.violations.push(`${kind} says nothing of ${untold}`);
      },
      (error) => {
        procedure.ended = true;
        procedure.refused = isFault(error, "NOT_DURABLE");
        if (!procedure.refused && !isFault(error, "CANCELLED")) host.machine.violations.push(`${kind} broke off: ${error}`);
      },
    );
    return procedure;
  }

  /** From now on all goes well. */
  async calm(): Promise<void> {
    const { host } = this;
    host.machine.fullDisk = null;
    host.machine.conductOf = () => ({ ...good, readyAfter: 20 });
    for (const one of host.machine.ours) {
      if (one.conduct.stuck) host.machine.end(one, { code: null, signal: "SIGKILL" });
      else host.machine.setReady(one, true);
    }
    await host.clock.advance(40_000);
  }

  /** What must hold whatever happened, once all has gone well for a while. */
  check(): void {
    const { supervisor, machine } = this.host;
    expect(machine.violations).toEqual([]);
    expect(this.#procedure === null || this.#procedure.ended).toBe(true);
    for (const { name } of this.host.specs) {
      const asked = this.#everRemoved.has(name) ? supervisor.desired(name) : (this.wanted.get(name) ?? "down");
      expect([name, supervisor.desired(name)]).toEqual([name, asked]);
      expect([name, this.host.state(name)]).toEqual([name, asked === "up" ? "ready" : "stopped"]);
      expect(machine.leader(name) !== null).toBe(asked === "up");
      if (asked === "down") expect(machine.marked(name)).toEqual([]);
    }
    const known = supervisor.actors.flatMap((actor) => actor.process?.group.members().map(({ pid }) => pid) ?? []);
    expect(machine.ours.map(({ stat }) => stat.pid).sort()).toEqual([...known].sort());
    const { components } = parseJournal(
      machine.files.get("journal.json") ?? '{"version":1,"supervisor":"stopped","components":{}}',
    );
    for (const { name, pid } of supervisor.actors) expect(components.get(name)?.leader?.pid ?? null).toBe(pid);
  }
}

async function tell(steps: readonly Step[], conducts: readonly Conduct[], writeTakes: number): Promise<Story> {
  vi.restoreAllMocks();
  const story = new Story(conducts, writeTakes);
  for (const what of steps) await story.take(what);
  await story.calm();
  story.check();
  return story;
}

const conducts = fc.array(conduct, { minLength: 1, maxLength: 8 });
const writing = fc.constantFrom(0, 0, 3, 30);

test("whatever happens in whatever order, what is asked comes true and nothing is ever there twice", { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), conducts, writing, async (steps, how, writeTakes) => {
      await tell(steps, how, writeTakes);
    }),
    { numRuns: 120 },
  );
});

test("so it does where the configuration changes and the disk fills up meanwhile", { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 25 }), conducts, writing, async (steps, how, writeTakes) => {
      await tell(steps, how, writeTakes);
    }),
    { numRuns: 120 },
  );
});

test("a stop of everything at the end leaves nothing, not even of what is not configured any more", { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 15 }), conducts, writing, async (steps, how, writeTakes) => {
      const { host } = await tell(steps, how, writeTakes);
      const stopped = stopComponents(host.context());
      await host.clock.advance(20_000);
      await stopped;
      expect(host.machine.ours).toEqual([]);
      expect(host.supervisor.unconfigured).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test("a restart gives each of its components one new run and touches no other, however often its agent dies on the way", {
  timeout,
}, async () => {
  const deaths = fc.array(fc.record({ after: fc.nat(900), idle: fc.nat(300) }), { maxLength: 4 });
  const slow = fc.record({
    readyAfter: fc.nat(300),
    stopTakes: fc.constantFrom(0, 100, 400),
    launchTakes: fc.constantFrom(0, 15),
    children: fc.nat(1),
  });
  await fc.assert(
    fc.asyncProperty(fc.subarray(NAMES, { minLength: 1 }), deaths, slow, async (asked, dies, how) => {
      vi.restoreAllMocks();
      const host = new FakeHost();
      host.machine.conductOf = () => ({ ...good, ...how });
      void startComponents(host.context());
      await host.clock.advance(5_000);
      const before = host.leaders();
      const restart = () => {
        const context = host.context(asked, { before });
        return restartComponents(context, { whyNotStartable: () => null, whenDown: () => context.names });
      };
      let restarted = restart();
      for (const { after, idle } of dies) {
        await host.clock.advance(after);
        host.killAgent();
        await host.clock.advance(idle);
        host.resume();
        restarted = restart();
      }
      await host.clock.advance(20_000);
      expect((await restarted).map(({ action }) => action)).toEqual(asked.map(() => "restarted"));
      for (const name of NAMES) {
        expect([name, host.machine.runs.filter((run) => run.name === name).length]).toEqual([name, asked.includes(name) ? 2 : 1]);
        expect(host.pid(name) !== before.get(named(name))?.pid).toBe(asked.includes(name));
      }
      expect(host.states).toBe("ps ready, is ready, svg ready");
      expect(host.machine.violations).toEqual([]);
    }),
    { numRuns: 120 },
  );
});
