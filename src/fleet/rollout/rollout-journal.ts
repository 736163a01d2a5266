import type { JournalRecord } from "./journal-record.ts";

/** Where a rollout keeps what it does, so that another process can go on with it. */
export interface RolloutJournal {
  /**
   * Resolves when the record, and every one before it, is on disk; rejects with NOT_DURABLE where it could not be written. What
   * could not be written is not in the journal, also not in part.
   */
  append(record: JournalRecord): Promise<void>;
}
