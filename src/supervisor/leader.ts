import type { Clock } from "../core/clock.ts";
import { ms } from "../core/duration.ts";
import type { Ended } from "./child-process.ts";
import { isAlive, type LeaderIdentity } from "./process-identity.ts";

/** A component's program that was started. */
export interface LaunchedLeader {
  readonly identity: LeaderIdentity;
  /** Resolves when it has ended; never rejects. */
  readonly ended: Promise<Ended>;
}

/** How a leader ended; `seen` false: nobody could see its exit status. */
export type LeaderEnd = Ended & { readonly seen: boolean };

/** The first process of a component, whoever started it. */
export interface Leader {
  readonly identity: LeaderIdentity;
  readonly adopted: boolean;
  /** Calls back once when it has ended, unless `release` came first. */
  onEnd(act: (end: LeaderEnd) => void): void;
  /** Looks closer, because its end is expected soon. */
  hurry(): void;
  /** Ends the watching; the process goes on. */
  release(): void;
}

/** A child of this process: the kernel tells its end. */
export function ownLeader(launched: LaunchedLeader): Leader {
  let released = false;
  return {
    identity: launched.identity,
    adopted: false,
    onEnd: (act) => void launched.ended.then((end) => !released && act({ ...end, seen: true })),
    hurry: () => {},
    release: () => {
      released = true;
    },
  };
}

/** How often an adopted process is looked at: an end is seen after half of this on average. One small file is read. */
export const ADOPTED_POLL = ms(200);
/** The same while it is being stopped. */
export const ADOPTED_POLL_STOPPING = ms(20);

/** A process that an earlier agent started: not our child, so it is looked at, and its exit status stays unknown. */
export function adoptedLeader(identity: LeaderIdentity, clock: Clock): Leader {
  let pace = ADOPTED_POLL;
  let cancel = () => {};
  let act: ((end: LeaderEnd) => void) | null = null;
  const look = () => {
    if (isAlive(identity)) watch();
    else act?.({ code: null, signal: null, seen: false });
  };
  const watch = () => {
    cancel();
    cancel = clock.after(pace, look, { idle: true });
  };
  return {
    identity,
    adopted: true,
    onEnd: (callback) => {
      act = callback;
      watch();
    },
    hurry: () => {
      pace = ADOPTED_POLL_STOPPING;
      if (act !== null) watch();
    },
    release: () => {
      act = null;
      cancel();
    },
  };
}
