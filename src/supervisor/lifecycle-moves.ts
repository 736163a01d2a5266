import type { RestartSpec } from "../core/component-spec.ts";
import { after, type MonoMs, type Ms, ms } from "../core/duration.ts";
import type { Effect, In, LifecycleEvent, LifecycleRules, Now, Phase, Slot } from "./lifecycle-slot.ts";

// The moves that the transition table is made of. Each is pure: a slot and what happened in, a slot and what to do out.

/** The slot after an event, and what to do. */
export type Step = readonly [Slot, ...Effect[]];

/**
 * How long a component without a probe must live to count as ready, unless it is seen to wait for work before: long enough to see
 * a program that ends at once, also an interpreted one on a busy machine, which gets to its first line only after some 200 ms.
 */
export const SETTLE = ms(500);
/** How long a thread dump may take before the kill. */
export const DUMP_TIME = ms(2_000);
/** How long a killed group may take to vanish before it is reported as stuck, and between further kills. */
export const KILL_TIME = ms(5_000);
/** A back-off is shortened by up to this part of itself, so that hosts that failed together do not retry together. */
export const JITTER = 0.25;

/** The event with this name. */
export type EventOf<T extends LifecycleEvent["t"]> = Extract<LifecycleEvent, { readonly t: T }>;

export const stay = (s: Slot): Step => [s];
export const note = (s: Slot, e: EventOf<"want">): Step => [{ ...s, wantUp: e.up }];
export const rest = (s: Slot): Step => [{ ...s, phase: { at: "stopped" } }];
export const wait = (s: Slot): Step => [{ ...s, phase: { at: "waiting" } }];
export const again = (s: Slot): Step => wait({ ...s, restarts: s.restarts + 1 });

/** An operator's start: what was held against the component is forgotten. */
export const fresh = (s: Slot): Slot => ({ ...s, wantUp: true, fails: 0, crashes: [], looping: false });
export const wantIdle = (s: Slot, e: EventOf<"want">): Step => (e.up ? wait(fresh(s)) : rest({ ...s, wantUp: false }));

export const launch = (s: Slot): Step => [{ ...s, phase: { at: "launching" } }, { do: "launch" }];

export function begin(s: Slot, { now }: Now, r: LifecycleRules): Step {
  const settleAt = r.readyTimeout === null ? after(now, SETTLE) : null;
  const overdueAt = r.readyTimeout === null ? null : after(now, r.readyTimeout);
  return [{ ...s, phase: { at: "starting", settleAt, overdueAt, overdue: false } }];
}

/** Takes the process down; the group too where the leader has gone already. */
export function takeDown(s: Slot, { now }: Now, r: LifecycleRules, how: { leaderGone?: boolean; crashed?: boolean } = {}): Step {
  const { leaderGone = false, crashed = false } = how;
  const phase: Phase = { at: "stopping", stage: "term", due: after(now, r.stopTimeout), leaderGone, stuck: false, crashed };
  return [
    { ...s, phase },
    { do: "signal", to: leaderGone ? "group" : "leader", what: "stop" },
  ];
}

export const becameReady = (s: Slot, { now }: Now, r: LifecycleRules): Step => [
  { ...s, phase: { at: "running", ready: true, steadyAt: after(now, r.restart.steadyAfter) } },
];

export const wantLive = (s: Slot, e: EventOf<"want">, n: Now, r: LifecycleRules): Step =>
  e.up ? [{ ...s, wantUp: true }] : takeDown({ ...s, wantUp: false }, n, r);

/** Books a crash. */
function crashed(s: Slot, clean: boolean, { now }: Now, r: LifecycleRules): Slot {
  const crashes = [...s.crashes.filter((at) => now - at < r.restart.crashLoop.within), now];
  const looping = s.looping || crashes.length >= r.restart.crashLoop.failures;
  return { ...s, fails: s.fails + 1, crashes, looping, cleanExit: clean };
}

/** The wait before restart number `fails` in a row: none, then `initial`, doubled up to `max`, less up to a quarter of it. */
export function backoffDelay(fails: number, restart: RestartSpec, chance: number): Ms {
  if (fails <= 1) return ms(0);
  const full = Math.min(restart.backoff.max, restart.backoff.initial * 2 ** Math.min(fails - 2, 40));
  return ms(full * (1 - JITTER * chance));
}

/** What follows a crash once nothing of the component is left. */
function recover(s: Slot, n: Now, r: LifecycleRules): Step {
  if (!s.wantUp) return rest(s);
  const { policy, crashLoop } = r.restart;
  if (s.cleanExit && policy !== "always") return rest(s);
  if (policy === "never") return [{ ...s, phase: { at: "failed", retryAt: null } }];
  if (s.looping) return [{ ...s, phase: { at: "failed", retryAt: after(n.now, crashLoop.retryEvery) } }];
  const delay = backoffDelay(s.fails, r.restart, n.chance);
  return delay === 0 ? again(s) : [{ ...s, phase: { at: "backoff", until: after(n.now, delay) } }];
}

export function died(s: Slot, e: EventOf<"exited">, n: Now, r: LifecycleRules): Step {
  const counted = crashed(s, e.clean, n, r);
  return e.empty ? recover(counted, n, r) : takeDown(counted, n, r, { leaderGone: true, crashed: true });
}

export const ill = (s: Slot, n: Now, r: LifecycleRules): Step => takeDown(crashed(s, false, n, r), n, r, { crashed: true });

/** The group is empty after a stop. */
export function ended(s: Slot<In<"stopping">>, n: Now, r: LifecycleRules): Step {
  if (!s.wantUp) return rest(s);
  return s.phase.crashed ? recover(s, n, r) : wait(s);
}

export function leaderGone(s: Slot<In<"stopping">>, e: EventOf<"exited">, n: Now, r: LifecycleRules): Step {
  if (e.empty) return ended(s, n, r);
  const what = s.phase.stage === "kill" ? "kill" : "stop";
  return [
    { ...s, phase: { ...s.phase, leaderGone: true } },
    { do: "signal", to: "group", what },
  ];
}

/** The time of a stage is over: the next, harder one. */
export function harder(s: Slot<In<"stopping">>, n: Now, r: LifecycleRules): Step {
  const { phase } = s;
  if (n.now < phase.due) return stay(s);
  if (phase.stage === "term" && r.hasDump && !phase.leaderGone) {
    return [
      { ...s, phase: { ...phase, stage: "dump", due: after(n.now, DUMP_TIME) } },
      { do: "signal", to: "leader", what: "dump" },
    ];
  }
  const stuck = phase.stage === "kill";
  return [
    { ...s, phase: { ...phase, stage: "kill", due: after(n.now, KILL_TIME), stuck } },
    { do: "signal", to: "group", what: "kill" },
  ];
}

/** A stop that the operator changes: up again after it, as a start that forgets crashes; or down. */
export const wantStopping = (s: Slot<In<"stopping">>, e: EventOf<"want">): Step =>
  e.up ? [{ ...fresh(s), phase: { ...s.phase, crashed: false } }] : [{ ...s, wantUp: false }];

export function startingDue(s: Slot<In<"starting">>, n: Now, r: LifecycleRules): Step {
  const { settleAt, overdueAt } = s.phase;
  if (settleAt !== null && n.now >= settleAt) return becameReady(s, n, r);
  if (overdueAt !== null && n.now >= overdueAt) return [{ ...s, phase: { ...s.phase, overdueAt: null, overdue: true } }];
  return stay(s);
}

export function runningDue(s: Slot<In<"running">>, { now }: Now): Step {
  if (s.phase.steadyAt === null || now < s.phase.steadyAt) return stay(s);
  return [{ ...s, fails: 0, crashes: [], looping: false, phase: { ...s.phase, steadyAt: null } }];
}

export const adopt = (s: Slot, e: EventOf<"adopted">, n: Now, r: LifecycleRules): Step => {
  if (!e.leader) return takeDown(s, n, r, { leaderGone: true });
  if (!s.wantUp) return takeDown(s, n, r);
  return r.readyTimeout === null ? becameReady(s, n, r) : begin(s, n, r); // it has lived longer than a change of agents takes
};

/** A process that appears where none was expected is taken down: better one start lost than a child lost. */
export const unexpected = (s: Slot, _e: EventOf<"spawned">, n: Now, r: LifecycleRules): Step => takeDown(s, n, r);

/** A program that cannot be started at all is tried again rarely; without restarts, not at all. */
export function retry(n: Now, r: LifecycleRules): MonoMs | null {
  return r.restart.policy === "never" ? null : after(n.now, r.restart.crashLoop.retryEvery);
}
