import { between, type Clock } from "../../core/clock.ts";
import { after, type MonoMs } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { Lease, LeaseRequest } from "../../core/lease.ts";
import type { LeaseId } from "../../core/names.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import type { LeaseFile } from "./lease-file.ts";
import { type LeaseRecord, timeLeft } from "./lease-record.ts";

/** What the table works with. */
export interface LeaseParts {
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly file: Pick<LeaseFile, "load" | "save">;
  /** The boot that this is, and how long ago it was, in milliseconds. No clock change moves it. */
  sinceBoot(): { readonly bootId: string; readonly msSinceBoot: number };
}

/** What is asked for, without the host. */
export type LeaseWish = Omit<LeaseRequest, "expectedHost">;

interface Held {
  readonly record: LeaseRecord;
  readonly endsAt: MonoMs;
}

/**
 * The lease of this host: one rollout at a time has it, for as long as it renews it. It is on disk before anybody is told,
 * so an agent that is restarted knows it; it ends by itself, so a dead jump box keeps nobody out.
 */
export class LeaseTable {
  readonly #parts: LeaseParts;
  #held: Held | null = null;
  /** Changes are taken one after the other, so that two at the same moment see each other. */
  #changing: Promise<unknown> = Promise.resolve();

  /** Takes over what an earlier agent left, as far as it has not ended. */
  static async open(parts: LeaseParts): Promise<LeaseTable> {
    const table = new LeaseTable(parts);
    const record = await parts.file.load();
    if (record !== null) {
      const left = timeLeft(record, { ...parts.sinceBoot(), wall: parts.clock.wall() });
      table.#held = { record, endsAt: after(parts.clock.now(), left) };
    }
    return table;
  }

  private constructor(parts: LeaseParts) {
    this.#parts = parts;
  }

  /** The lease that is held now; null: none is. */
  get held(): Lease | null {
    if (this.#held === null) return null;
    const { record, endsAt } = this.#held;
    const { id, by, reason, since, ttl } = record;
    const expiresIn = between(this.#parts.clock.now(), endsAt);
    return expiresIn === 0 ? null : { id, by, reason, since, ttl, expiresIn };
  }

  /** Takes the lease, or renews it where it is held under this id. Rejects with LEASE_HELD or NOT_DURABLE, and then nothing has changed. */
  acquire(wish: LeaseWish, by: string): Promise<Lease> {
    return this.#inTurn(() => {
      this.#refuseOthers(wish.id);
      return this.#renew(wish, by);
    });
  }

  /** Renews the lease. Rejects with LEASE_NOT_HELD where it has ended, and as {@link acquire}. */
  renew(wish: LeaseWish, by: string): Promise<Lease> {
    return this.#inTurn(() => {
      this.mustBeHeld(wish.id);
      return this.#renew(wish, by);
    });
  }

  /** Its holder gives the lease back; where it is another's, nothing happens. Resolves with the one that is held then. */
  release(id: LeaseId, by: string): Promise<Lease | null> {
    return this.#inTurn(async () => {
      if (this.held?.id === id && this.held.by === by) await this.#end(`rollout ${id} gave the lease back`);
      return this.held;
    });
  }

  /** Takes the lease from its holder, and resolves with it as it was. Rejects where it is not the one that is held. */
  break(id: LeaseId, by: string, reason: string): Promise<Lease> {
    return this.#inTurn(async () => {
      const broken = this.mustBeHeld(id);
      await this.#end(`the lease of rollout ${id} was broken`, { by, reason, of: broken.by });
      return broken;
    });
  }

  /** The lease with this id. Throws LEASE_HELD where another is held, LEASE_NOT_HELD where none is. */
  mustBeHeld(id: LeaseId): Lease {
    const held = this.#refuseOthers(id);
    if (held === null) throw new FaultError({ code: "LEASE_NOT_HELD", id });
    return held;
  }

  #refuseOthers(id: LeaseId): Lease | null {
    const { held } = this;
    if (held === null || held.id === id) return held;
    const { by, reason, since, expiresIn } = held;
    const about = { id: held.id, by, reason, since: since.toISOString(), expiresInMs: Math.ceil(expiresIn) };
    throw new FaultError({ code: "LEASE_HELD", ...about });
  }

  async #renew({ id, reason, ttl }: LeaseWish, by: string): Promise<Lease> {
    const { clock, log, file, sinceBoot } = this.#parts;
    const before = this.held;
    const wall = clock.wall();
    const endsAt = after(clock.now(), ttl); // before it is written: it never holds for longer than was asked
    const { bootId, msSinceBoot } = sinceBoot();
    const times = { bootId, endsSinceBoot: msSinceBoot + ttl, endsAt: new Date(wall.getTime() + ttl) };
    const record = { id, by, reason, since: before?.since ?? wall, ttl, ...times };
    await file.save(record);
    this.#held = { record, endsAt };
    if (before === null) log.info({ lease: id, by, reason, ttl }, "lease taken");
    return { id, by, reason, since: record.since, ttl, expiresIn: between(clock.now(), endsAt) };
  }

  async #end(message: string, more: object = {}): Promise<void> {
    await this.#parts.file.save(null);
    this.#held = null;
    this.#parts.log.info(more, message);
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#changing.then(change);
    this.#changing = changed.catch(() => {});
    return changed;
  }
}
