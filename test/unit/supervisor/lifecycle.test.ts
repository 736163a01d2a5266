import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type MonoMs, ms, seconds } from "../../../src/core/duration.ts";
import { EVENTS, PHASES, step } from "../../../src/supervisor/lifecycle.ts";
import { backoffDelay, DUMP_TIME, KILL_TIME, SETTLE } from "../../../src/supervisor/lifecycle-moves.ts";
import {
  dueAt,
  type Effect,
  initialSlot,
  isReady,
  type LifecycleEvent,
  type LifecycleRules,
  type Phase,
  type Slot,
  stateOf,
} from "../../../src/supervisor/lifecycle-slot.ts";

const rules = (over: Partial<LifecycleRules> = {}): LifecycleRules => ({
  stopTimeout: seconds(60),
  hasDump: false,
  readyTimeout: seconds(30),
  restart: {
    policy: "always",
    backoff: { initial: seconds(1), max: seconds(60) },
    steadyAfter: seconds(30),
    crashLoop: { failures: 5, within: seconds(60), retryEvery: seconds(60) },
  },
  ...over,
});

const SAMPLE: { readonly [A in Phase["at"]]: Phase } = {
  stopped: { at: "stopped" },
  waiting: { at: "waiting" },
  launching: { at: "launching" },
  starting: { at: "starting", settleAt: null, overdueAt: 30_000 as MonoMs, overdue: false },
  running: { at: "running", ready: true, steadyAt: 30_000 as MonoMs },
  stopping: { at: "stopping", stage: "term", due: 60_000 as MonoMs, leaderGone: false, stuck: false, crashed: false },
  backoff: { at: "backoff", until: 1_000 as MonoMs },
  failed: { at: "failed", retryAt: 60_000 as MonoMs },
};

/** A component and the world around its table: processes that exist, and nothing that the table did not ask for. */
class World {
  slot: Slot = initialSlot;
  now = 0;
  launchesUnderWay = 0;
  leader = false;
  leftovers = 0;
  signals: string[] = [];
  readonly #rules: LifecycleRules;

  constructor(over: Partial<LifecycleRules> = {}) {
    this.#rules = rules(over);
  }

  feed(event: LifecycleEvent): void {
    const [slot, ...effects] = step(this.slot, event, { now: this.now as MonoMs, chance: 0 }, this.#rules);
    this.slot = slot;
    for (const effect of effects) this.#perform(effect);
  }

  get alive(): boolean {
    return this.leader || this.leftovers > 0;
  }

  #perform(effect: Effect): void {
    if (effect.do === "launch") this.launchesUnderWay++;
    else this.signals.push(`${effect.what} ${effect.to}`);
  }

  up(): this {
    this.feed({ t: "want", up: true });
    this.feed({ t: "clear" });
    this.spawn();
    return this;
  }

  spawn(): void {
    this.launchesUnderWay--;
    this.leader = true;
    this.feed({ t: "spawned" });
  }

  die(clean = false, leftovers = 0): void {
    this.leader = false;
    this.leftovers = leftovers;
    this.feed({ t: "exited", clean, empty: leftovers === 0 });
  }

  wait(length: number): void {
    this.now += length;
    this.feed({ t: "due" });
  }
}

describe("the lifecycle table", () => {
  test("answers every event in every phase with a slot, and never asks for a launch where a process may be", () => {
    for (const at of PHASES) {
      for (const t of EVENTS) {
        const event = { t, up: true, leader: true, clean: false, empty: true } as LifecycleEvent;
        const [slot, ...effects] = step(
          { ...initialSlot, wantUp: true, phase: SAMPLE[at] },
          event,
          { now: 0 as MonoMs, chance: 0 },
          rules(),
        );
        expect(PHASES).toContain(slot.phase.at);
        if (effects.some((effect) => effect.do === "launch")) expect([at, t]).toEqual(["waiting", "clear"]);
      }
    }
  });

  test("without a probe a component is ready once it has lived for a moment, and not before", () => {
    const world = new World({ readyTimeout: null }).up();
    world.wait(SETTLE - 1);
    expect(stateOf(world.slot)).toBe("starting");
    world.wait(1);
    expect(isReady(world.slot)).toBe(true);
  });

  test("a start that takes longer than its time-out is said to be late, and nobody is killed for it", () => {
    const world = new World().up();
    world.wait(30_000);
    expect(world.slot.phase).toMatchObject({ at: "starting", overdue: true });
    expect(world.signals).toEqual([]);
    world.feed({ t: "ready" });
    expect(isReady(world.slot)).toBe(true);
  });

  test("a stop is asked for, then a dump, then a kill of the group, each exactly when its time is over", () => {
    const world = new World({ hasDump: true }).up();
    world.feed({ t: "want", up: false });
    world.wait(59_999);
    expect(world.signals).toEqual(["stop leader"]);
    world.wait(1);
    expect(world.signals).toEqual(["stop leader", "dump leader"]);
    world.wait(DUMP_TIME - 1);
    expect(world.signals).toHaveLength(2);
    world.wait(1);
    expect(world.signals).toEqual(["stop leader", "dump leader", "kill group"]);
    expect(world.slot.phase).toMatchObject({ stuck: false });
    world.wait(KILL_TIME);
    expect(world.slot.phase).toMatchObject({ at: "stopping", stuck: true });
  });

  test("a leader that leaves members of its group behind is stopped only when these have gone too", () => {
    const world = new World().up();
    world.feed({ t: "want", up: false });
    world.die(false, 2);
    expect(world.signals).toEqual(["stop leader", "stop group"]);
    expect(stateOf(world.slot)).toBe("stopping");
    world.leftovers = 0;
    world.feed({ t: "emptied" });
    expect(stateOf(world.slot)).toBe("stopped");
  });

  test("the first crash is answered at once, the following with a growing wait, the fifth within a minute is a crash loop", () => {
    const world = new World({ readyTimeout: null }).up();
    const waits: number[] = [];
    for (let crash = 1; crash <= 5; crash++) {
      world.die();
      const until = dueAt(world.slot);
      waits.push(until === null ? 0 : until - world.now);
      if (until !== null && world.slot.phase.at === "backoff") world.wait(until - world.now);
      if (world.slot.phase.at !== "failed") {
        world.feed({ t: "clear" });
        world.spawn();
      }
    }
    expect(waits).toEqual([0, 1_000, 2_000, 4_000, 60_000]);
    expect(stateOf(world.slot)).toBe("failed");
    expect(world.slot.restarts).toBe(4);
  });

  test("a crash loop is tried again slowly, and one more crash is enough to be one again", () => {
    const world = new World({ readyTimeout: null }).up();
    world.slot = { ...world.slot, looping: true, fails: 5 };
    world.die();
    expect(stateOf(world.slot)).toBe("failed");
    world.wait(59_999);
    expect(stateOf(world.slot)).toBe("failed");
    world.wait(1);
    expect(world.slot.phase.at).toBe("waiting");
  });

  test("crashes are forgotten after a steady run, not as soon as it is up", () => {
    const world = new World({ readyTimeout: null }).up();
    world.die();
    world.feed({ t: "clear" });
    world.spawn();
    world.wait(SETTLE);
    expect(world.slot.fails).toBe(1);
    world.wait(29_999);
    expect(world.slot.fails).toBe(1);
    world.wait(1);
    expect(world.slot.fails).toBe(0);
  });

  test.each([
    ["always", true, "starting"],
    ["on-failure", true, "stopped"],
    ["on-failure", false, "starting"],
    ["never", true, "stopped"],
    ["never", false, "failed"],
  ] as const)("restart policy %s after a clean end (%s): %s", (policy, clean, state) => {
    const world = new World({ restart: { ...rules().restart, policy } }).up();
    world.die(clean);
    expect(stateOf(world.slot)).toBe(state);
  });

  test("the operator's start forgets what was held against a failed component", () => {
    const world = new World().up();
    world.slot = { ...world.slot, looping: true, fails: 9, crashes: [0 as MonoMs] };
    world.die();
    world.feed({ t: "want", up: true });
    expect(world.slot).toMatchObject({ fails: 0, looping: false, crashes: [], phase: { at: "waiting" } });
  });

  test("a stop during a launch ends the child as soon as it is there", () => {
    const world = new World();
    world.feed({ t: "want", up: true });
    world.feed({ t: "clear" });
    world.feed({ t: "want", up: false });
    world.spawn();
    expect(world.signals).toEqual(["stop leader"]);
  });
});

describe("back-off", () => {
  test("grows, never beyond its cap, and is shortened by a quarter at most", () => {
    const { restart } = rules();
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2_000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (fails, chance) => {
        const full = Math.min(60_000, 1_000 * 2 ** (fails - 2));
        const delay = backoffDelay(fails, restart, chance);
        expect(delay).toBeLessThanOrEqual(full);
        expect(delay).toBeGreaterThanOrEqual(full * 0.75);
      }),
    );
  });
});

type Move =
  | "up"
  | "down"
  | "clear"
  | "spawned"
  | "unspawned"
  | "ready"
  | "unready"
  | "crash"
  | "end"
  | "crashLeaving"
  | "emptied"
  | "sick"
  | "tick"
  | "later";
const MOVES: readonly Move[] = [
  "up",
  "down",
  "clear",
  "spawned",
  "unspawned",
  "ready",
  "unready",
  "crash",
  "end",
  "crashLeaving",
  "emptied",
  "sick",
  "tick",
  "later",
];

/** What can happen happens; what cannot (a second end of one process, the answer to a launch that was not asked for) does not. */
function move(world: World, what: Move): void {
  const { launchesUnderWay, leader, leftovers } = world;
  if (what === "up" || what === "down") world.feed({ t: "want", up: what === "up" });
  else if (what === "clear") world.feed({ t: "clear" });
  else if (what === "spawned" && launchesUnderWay > 0) world.spawn();
  else if (what === "unspawned" && launchesUnderWay > 0) {
    world.launchesUnderWay--;
    world.feed({ t: "unspawned" });
  } else if ((what === "ready" || what === "unready") && leader) world.feed({ t: what });
  else if (what === "crash" && leader) world.die();
  else if (what === "end" && leader) world.die(true);
  else if (what === "crashLeaving" && leader) world.die(false, 1);
  else if (what === "emptied" && !leader && leftovers > 0) {
    world.leftovers = 0;
    world.feed({ t: "emptied" });
  } else if (what === "sick") world.feed({ t: "sick" });
  else if (what === "tick") world.wait(100);
  else if (what === "later") world.wait(20_000);
}

const HAS_PROCESS = ["starting", "running", "stopping"];

/** Brings everything about that is due, as a world does in which processes obey and programs start. */
function quiet(world: World): void {
  for (let turn = 0; turn < 20; turn++) {
    if (world.launchesUnderWay > 0) world.spawn();
    if (world.slot.phase.at === "waiting") world.feed({ t: "clear" });
    if (world.slot.phase.at === "starting") world.feed({ t: "ready" });
    if (world.slot.phase.at === "running" && !world.slot.phase.ready) world.feed({ t: "ready" });
    if (world.slot.phase.at === "stopping" && world.leader) world.die(true);
    else if (world.slot.phase.at === "stopping") move(world, "emptied");
    const due = dueAt(world.slot);
    if (due !== null) world.wait(Math.max(0, due - world.now));
  }
}

describe("whatever happens in whatever order", () => {
  const moves = fc.array(fc.constantFrom(...MOVES), { maxLength: 60 });
  const variants = fc.record({
    readyTimeout: fc.constantFrom(null, seconds(30)),
    hasDump: fc.boolean(),
    stopTimeout: fc.constantFrom(ms(0), seconds(60)),
    policy: fc.constantFrom("always" as const, "on-failure" as const, "never" as const),
  });

  test("there is never a second child, no unwanted one stays, no wanted one stays away without a deadline", () => {
    fc.assert(
      fc.property(moves, variants, (list, { policy, ...over }) => {
        const world = new World({ ...over, restart: { ...rules().restart, policy } });
        for (const what of list) {
          move(world, what);
          const { phase, wantUp, cleanExit } = world.slot;
          expect(world.launchesUnderWay + Number(world.alive), "one child at most").toBeLessThanOrEqual(1);
          expect(HAS_PROCESS.includes(phase.at), "a phase with a process has one").toBe(world.alive);
          if (!wantUp && world.alive) expect(phase.at, "an unwanted child is being stopped").toBe("stopping");
          if (phase.at === "stopping") expect(dueAt(world.slot), "a stop has a deadline").not.toBeNull();
          if (wantUp && phase.at === "stopped")
            expect(policy !== "always" && cleanExit, "only a policy leaves it down").toBe(true);
          if (wantUp && phase.at === "failed" && policy !== "never") expect(phase.retryAt).not.toBeNull();
          if (isReady(world.slot)) expect(wantUp && world.leader, "ready means wanted and alive").toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("when the world is well again everything comes to be as it was asked", () => {
    fc.assert(
      fc.property(moves, variants, (list, { policy: _, ...over }) => {
        const world = new World(over);
        for (const what of list) move(world, what);
        quiet(world);
        if (world.slot.wantUp) expect(isReady(world.slot)).toBe(true);
        else expect([world.slot.phase.at, world.alive]).toEqual(["stopped", false]);
      }),
      { numRuns: 1_000 },
    );
  });
});
