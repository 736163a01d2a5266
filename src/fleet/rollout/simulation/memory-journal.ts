import type { JournalRecord } from "../journal-record.ts";
import type { RolloutJournal } from "../rollout-journal.ts";

/** A journal that is forgotten at the end. */
export class MemoryJournal implements RolloutJournal {
  readonly records: JournalRecord[] = [];

  async append(record: JournalRecord): Promise<void> {
    this.records.push(record);
  }
}
