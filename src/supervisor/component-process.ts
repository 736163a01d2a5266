import type { CancelTimer, Clock } from "../core/clock.ts";
import { ms } from "../core/duration.ts";
import type { ComponentMark } from "./component-mark.ts";
import type { Leader, LeaderEnd } from "./leader.ts";
import { ProcessGroup } from "./process-group.ts";
import type { LeaderIdentity } from "./process-identity.ts";

/** Called as the processes of a component end. */
export interface ProcessEvents {
  /** The leader ended; `leftovers` members live on. */
  ended(end: LeaderEnd, leftovers: number): void;
  /** Nothing is left any more, some time after the leader ended. */
  emptied(): void;
}

/** Between two looks at a group whose leader has gone: at first, and at most. */
const FIRST_LOOK = 10;
const LAST_LOOK = 500;

/** The living process tree of a component, from its start or adoption until nothing of it is left. */
export class ComponentProcess {
  readonly identity: LeaderIdentity;
  readonly group: ProcessGroup;
  readonly adopted: boolean;
  readonly #clock: Clock;
  readonly #events: ProcessEvents;
  #leader: Leader | null;
  #cancelLook: CancelTimer = () => {};

  constructor(leader: Leader, mark: ComponentMark, clock: Clock, events: ProcessEvents) {
    this.identity = leader.identity;
    this.adopted = leader.adopted;
    this.group = new ProcessGroup(leader.identity, mark);
    this.#clock = clock;
    this.#events = events;
    this.#leader = leader;
    leader.onEnd((end) => this.#leaderEnded(end));
  }

  get leaderAlive(): boolean {
    return this.#leader !== null;
  }

  /** The leader has gone already; only what is left of its group is watched. */
  watchLeftovers(): void {
    this.#leader?.release();
    this.#leader = null;
    this.#lookForEmpty(FIRST_LOOK);
  }

  /** @param to what is left of the group gets it where the leader has gone. */
  signal(to: "leader" | "group", signal: NodeJS.Signals): void {
    this.#leader?.hurry();
    if (to === "leader" && this.#leader !== null) this.group.signalLeader(signal);
    else this.group.signalAll(signal);
  }

  /** Ends the watching; the processes go on. */
  release(): void {
    this.#leader?.release();
    this.#leader = null;
    this.#cancelLook();
  }

  #leaderEnded(end: LeaderEnd): void {
    this.#leader = null;
    const leftovers = this.group.members().length;
    if (leftovers > 0) this.#lookForEmpty(FIRST_LOOK);
    this.#events.ended(end, leftovers);
  }

  #lookForEmpty(delay: number): void {
    this.#cancelLook = this.#clock.after(ms(delay), () => {
      if (this.group.isEmpty()) this.#events.emptied();
      else this.#lookForEmpty(Math.min(LAST_LOOK, delay * 1.5));
    });
  }
}
