import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf, FaultError, messageOf } from "../../core/fault.ts";
import { type OperationId, parseOperationId } from "../../core/names.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import { writeDurably } from "../../supervisor/durable-file.ts";
import { isJoin, parseRecord, type StoredRecord, writeRecord } from "./operation-record.ts";

/** How many ended operations are kept, so that a late question still has its answer. */
export const KEPT_OPERATIONS = 1000;

/** Operations on disk, one small file each (`STATE/operations/ID.json`), so that a torn one harms no other. */
export class OperationStore {
  readonly #folder: string;
  readonly #log: AgentLog;

  constructor(stateDir: string, log: AgentLog) {
    this.#folder = join(stateDir, "operations");
    this.#log = log;
  }

  /** Resolves when the record is on disk; rejects with NOT_DURABLE. */
  save(id: OperationId, record: StoredRecord): Promise<void> {
    return writeDurably(this.#file(id), writeRecord(record));
  }

  /** Every record, oldest first. What cannot be understood is put aside with a word in the log. */
  async load(): Promise<readonly StoredRecord[]> {
    await mkdir(this.#folder, { recursive: true, mode: 0o750 }).catch((error) => {
      throw new FaultError({ code: "NOT_DURABLE", path: this.#folder, cause: messageOf(error) });
    });
    const found = await Promise.all((await readdir(this.#folder)).map((file) => this.#loadFile(file)));
    const records = found.filter((one) => one !== null).sort((a, b) => a.modified - b.modified);
    await this.#prune(records.map(({ record }) => record));
    return records.slice(-KEPT_OPERATIONS).map(({ record }) => record);
  }

  async forget(id: OperationId): Promise<void> {
    await rm(this.#file(id), { force: true });
  }

  async #loadFile(file: string): Promise<{ record: StoredRecord; modified: number } | null> {
    const path = join(this.#folder, file);
    if (file.endsWith(".tmp")) {
      await rm(path, { force: true }); // left by an agent that was killed while writing it
      return null;
    }
    if (!file.endsWith(".json") || parseOperationId(file.slice(0, -".json".length)) === null) return null;
    try {
      return { record: parseRecord(await readFile(path, "utf8")), modified: (await stat(path)).mtimeMs };
    } catch (error) {
      this.#log.error({ path, why: messageOf(error) }, "an operation's record cannot be understood and is put aside");
      if (errnoOf(error) === "") await rename(path, `${path}.torn`);
      return null;
    }
  }

  async #prune(records: readonly StoredRecord[]): Promise<void> {
    const old = records.slice(0, Math.max(0, records.length - KEPT_OPERATIONS));
    for (const record of old) await this.forget(isJoin(record) ? record.id : record.operation.id);
  }

  #file(id: OperationId): string {
    return join(this.#folder, `${id}.json`);
  }
}
