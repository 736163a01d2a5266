import {
  adopt,
  again,
  becameReady,
  begin,
  died,
  type EventOf,
  ended,
  fresh,
  harder,
  ill,
  launch,
  leaderGone,
  note,
  rest,
  retry,
  runningDue,
  type Step,
  startingDue,
  stay,
  takeDown,
  unexpected,
  wantIdle,
  wantLive,
  wantStopping,
} from "./lifecycle-moves.ts";
import type { In, LifecycleEvent, LifecycleRules, Now, Phase, Slot } from "./lifecycle-slot.ts";

type Rule<A extends Phase["at"], T extends LifecycleEvent["t"]> = (
  s: Slot<In<A>>,
  e: EventOf<T>,
  n: Now,
  r: LifecycleRules,
) => Step;
type Table = { readonly [A in Phase["at"]]: { readonly [T in LifecycleEvent["t"]]: Rule<A, T> } };

const idle = {
  want: wantIdle,
  clear: stay,
  spawned: unexpected,
  unspawned: stay,
  adopted: adopt,
  ready: stay,
  unready: stay,
  exited: stay,
  emptied: stay,
  sick: stay,
} as const;

const table: Table = {
  stopped: { ...idle, due: stay },
  waiting: { ...idle, want: (s, e) => (e.up ? stay(fresh(s)) : rest({ ...s, wantUp: false })), clear: launch, due: stay },
  launching: {
    ...idle,
    want: note,
    spawned: (s, _e, n, r) => (s.wantUp ? begin(s, n, r) : takeDown(s, n, r)),
    unspawned: (s, _e, n, r) => (s.wantUp ? [{ ...s, looping: true, phase: { at: "failed", retryAt: retry(n, r) } }] : rest(s)),
    adopted: stay,
    due: stay,
  },
  starting: {
    want: wantLive,
    clear: stay,
    spawned: stay,
    unspawned: stay,
    adopted: stay,
    ready: (s, _e, n, r) => becameReady(s, n, r),
    unready: stay,
    exited: died,
    emptied: stay,
    sick: (s, _e, n, r) => ill(s, n, r),
    due: (s, _e, n, r) => startingDue(s, n, r),
  },
  running: {
    want: wantLive,
    clear: stay,
    spawned: stay,
    unspawned: stay,
    adopted: stay,
    ready: (s, _e, n, r) => (s.phase.ready ? stay(s) : becameReady(s, n, r)),
    unready: (s) => [{ ...s, phase: { at: "running", ready: false, steadyAt: null } }],
    exited: died,
    emptied: stay,
    sick: (s, _e, n, r) => ill(s, n, r),
    due: (s, _e, n) => runningDue(s, n),
  },
  stopping: {
    want: wantStopping,
    clear: stay,
    spawned: stay,
    unspawned: stay,
    adopted: stay,
    ready: stay,
    unready: stay,
    exited: leaderGone,
    emptied: (s, _e, n, r) => (s.phase.leaderGone ? ended(s, n, r) : stay(s)),
    sick: stay,
    due: (s, _e, n, r) => harder(s, n, r),
  },
  backoff: { ...idle, due: (s, _e, n) => (n.now >= s.phase.until ? again(s) : stay(s)) },
  failed: { ...idle, due: (s, _e, n) => (s.phase.retryAt !== null && n.now >= s.phase.retryAt ? again(s) : stay(s)) },
};

/** Pure and total: no clock, no I/O. What happens comes in, what to do goes out as data. */
export function step(slot: Slot, event: LifecycleEvent, now: Now, rules: LifecycleRules): Step {
  const rule = table[slot.phase.at][event.t] as (s: Slot, e: LifecycleEvent, n: Now, r: LifecycleRules) => Step;
  return rule(slot, event, now, rules);
}

/** Every phase and event, for the generated documentation and for tests. */
export const PHASES = Object.keys(table) as readonly Phase["at"][];
export const EVENTS = Object.keys(table.stopped) as readonly LifecycleEvent["t"][];
