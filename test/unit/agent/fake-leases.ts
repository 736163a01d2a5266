import { type LeaseRecord, parseLease, writeLease } from "../../../src/agent/leases/lease-record.ts";
import { LeaseTable } from "../../../src/agent/leases/lease-table.ts";
import { FaultError } from "../../../src/core/fault.ts";
import { silentLog } from "../../../src/supervisor/agent-log.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

/** What agents of one machine have in common: the disk, and the time since boot. */
export class LeaseMachine {
  /** The lease's file; null: there is none. */
  text: string | null = null;
  full = false;
  bootId = "boot-1";
  /** When the living agent's own clock began, in milliseconds since boot. */
  bootedBefore = 5_000_000;

  /** An agent begins; it has a clock of its own. */
  agent(clock: FakeClock): Promise<LeaseTable> {
    const sinceBoot = () => ({ bootId: this.bootId, msSinceBoot: this.bootedBefore + clock.now() });
    return LeaseTable.open({ clock, log: silentLog, sinceBoot, file: this });
  }

  async load(): Promise<LeaseRecord | null> {
    return this.text === null ? null : parseLease(this.text);
  }

  async save(lease: LeaseRecord | null): Promise<void> {
    await Promise.resolve();
    if (this.full) throw new FaultError({ code: "NOT_DURABLE", path: "lease.json", cause: "full" });
    this.text = writeLease(lease);
  }
}

/** The leases of a host that nobody has had yet. */
export const fakeLeases = (clock: FakeClock = new FakeClock()): Promise<LeaseTable> => new LeaseMachine().agent(clock);
