import { randomBytes } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { after, type MonoMs, ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { CarriedOut, PlanAnswer } from "../../web/protocol.ts";
import type { Prepared } from "./prepared.ts";

/** How long a plan that was shown can be carried out: what it says gets old. */
const HOLDS_FOR = ms(600_000);
/** The oldest go first. */
const MOST = 100;

interface Kept {
  readonly prepared: Prepared;
  readonly until: MonoMs;
  /** Null: nobody has carried it out. */
  carried: Promise<CarriedOut> | null;
}

/** The plans that were shown. Each can be carried out once: whoever asks again hears what became of the first time. */
export class Plans {
  readonly #clock: Clock;
  readonly #begin: (prepared: Prepared) => Promise<CarriedOut>;
  readonly #kept = new Map<string, Kept>();

  /** @param begin begins what was planned, and resolves when it is begun. Called at most once for each plan. */
  constructor(clock: Clock, begin: (prepared: Prepared) => Promise<CarriedOut>) {
    this.#clock = clock;
    this.#begin = begin;
  }

  /** Keeps a plan, for whoever has the token in the answer. */
  keep(prepared: Prepared): PlanAnswer {
    const token = randomBytes(32).toString("base64url");
    this.#kept.set(token, { prepared, until: after(this.#clock.now(), HOLDS_FOR), carried: null });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(oldest);
    }
    const { t, id, title, lines, command } = prepared;
    return { token, t, id, title, lines, command, expiresAt: this.#clock.wall().getTime() + HOLDS_FOR };
  }

  /** Carries a plan out, or tells what became of it where that has been done. Rejects with INVALID_REQUEST where there is none. */
  async carryOut(token: string): Promise<CarriedOut> {
    const kept = this.#kept.get(token);
    if (kept === undefined) throw refused("there is no such plan any more: look at what would be done now, and confirm that");
    if (kept.carried === null && this.#clock.now() >= kept.until) {
      this.#kept.delete(token);
      throw refused("this plan is older than 10 minutes: look at what would be done now, and confirm that");
    }
    kept.carried ??= this.#begin(kept.prepared); // before anything is awaited: of two clicks the second finds it
    return await kept.carried;
  }
}

const refused = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });
