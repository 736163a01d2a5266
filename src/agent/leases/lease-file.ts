import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, messageOf } from "../../core/fault.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import { writeDurably } from "../../supervisor/durable-file.ts";
import { type LeaseRecord, parseLease, writeLease } from "./lease-record.ts";

/** The lease of a host on disk (`STATE/lease.json`). */
export class LeaseFile {
  readonly #path: string;
  readonly #log: AgentLog;

  constructor(stateDir: string, log: AgentLog) {
    this.#path = join(stateDir, "lease.json");
    this.#log = log;
  }

  /** What an earlier agent left; null: nothing, or nothing that can be understood: then the fences are left to keep rollouts apart. */
  async load(): Promise<LeaseRecord | null> {
    try {
      return parseLease(await readFile(this.#path, "utf8"));
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") this.#log.error({ path: this.#path, why: messageOf(error) }, "a lease is lost");
      return null;
    }
  }

  /** Resolves when it is on disk; rejects with NOT_DURABLE. */
  save(lease: LeaseRecord | null): Promise<void> {
    return writeDurably(this.#path, writeLease(lease));
  }
}
