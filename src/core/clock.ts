import { type MonoMs, type Ms, ms } from "./duration.ts";

/** Ends what {@link Clock.after} began; harmless when it has already happened. */
export type CancelTimer = () => void;

/**
 * The one source of time. Durations and deadlines use `now`, which no clock change moves;
 * `wall` is for what people read and what must mean something after a restart.
 */
export interface Clock {
  /** The monotonic clock, in milliseconds. */
  now(): MonoMs;
  /** The wall clock. */
  wall(): Date;
  /** Calls `act` once, `delay` milliseconds from now (0 = as soon as possible). A timer alone does not keep the process alive where `idle` is set. */
  after(delay: Ms, act: () => void, options?: { readonly idle?: boolean }): CancelTimer;
}

const MAX_TIMER_MS = 2_147_483_647; // setTimeout fires at once beyond 2^31-1 ms

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => performance.now() as MonoMs,
  wall: () => new Date(),
  after(delay, act, options) {
    const timer = setTimeout(act, Math.min(Math.max(0, delay), MAX_TIMER_MS));
    if (options?.idle === true) timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delay`; rejects with the signal's reason as soon as it aborts. Leaves no timer and no listener behind. */
export function sleep(clock: Clock, delay: Ms, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(delay, () => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    });
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** How long something took or has left, never negative. */
export const between = (from: MonoMs, to: MonoMs): Ms => ms(Math.max(0, to - from));

/** Resolves when everything has happened that needs no time: every promise, however long their chain. Takes next to none itself. */
export const turnOfLoop = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
