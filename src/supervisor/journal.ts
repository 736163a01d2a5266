import { readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { ComponentSpec } from "../core/component-spec.ts";
import { errnoOf, FaultError, messageOf } from "../core/fault.ts";
import { type ComponentName, parseComponentName } from "../core/names.ts";
import type { Desired, ExitRecord } from "../core/status.ts";
import { writeDurably } from "./durable-file.ts";
import type { LeaderIdentity } from "./process-identity.ts";

/** What is remembered of a component, so that the next agent finds and stops it even without a configuration. */
export interface ComponentRecord {
  readonly desired: Desired;
  /** The leader, while it lives or something of its group does. */
  readonly leader: LeaderIdentity | null;
  readonly restarts: number;
  /** How many processes were started for it. */
  readonly generation: number;
  readonly lastExit: ExitRecord | null;
  /** As it was when it was last started. */
  readonly spec: ComponentSpec;
}

/** What is remembered of a host: what is asked, and which processes are ours. */
export interface JournalState {
  readonly supervisor: "running" | "stopped";
  readonly components: ReadonlyMap<ComponentName, ComponentRecord>;
}

/** What the journal's file said. `problem`: it is there and cannot be understood. */
export type JournalReading = { readonly state: JournalState | null; readonly problem: string | null };

const VERSION = 1;

/** The journal's file. */
export const journalFile = (stateDir: string): string => join(stateDir, "journal.json");

/** Reads the journal. Throws BAD_FILE where it may not be read at all; a torn one is a `problem`. Changes nothing. */
export function readJournal(stateDir: string): JournalReading {
  const file = journalFile(stateDir);
  try {
    return { state: parseJournal(readFileSync(file, "utf8")), problem: null };
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return { state: null, problem: null };
    if (errnoOf(error) === "") return { state: null, problem: `${file} cannot be understood: ${messageOf(error)}` };
    const remedy = "run as the user that the agent runs as, or mend its permissions";
    throw new FaultError({ code: "BAD_FILE", path: file, cause: messageOf(error), remedy });
  }
}

/** Puts a torn journal aside, so that it can be looked at later. Returns its new name. */
export function setAside(stateDir: string, at: Date): string {
  const kept = `${journalFile(stateDir)}.torn-${at.toISOString().replaceAll(":", "")}`;
  renameSync(journalFile(stateDir), kept);
  return kept;
}

/** Parses the text of a journal. Throws an Error that says what is wrong. */
export function parseJournal(text: string): JournalState {
  const raw = JSON.parse(text) as { version?: unknown; supervisor?: unknown; components?: unknown };
  if (raw?.version !== VERSION) throw new Error(`version ${String(raw?.version)} is not ${VERSION}`);
  if (raw.supervisor !== "running" && raw.supervisor !== "stopped") throw new Error("supervisor is neither running nor stopped");
  if (typeof raw.components !== "object" || raw.components === null) throw new Error("components are missing");
  const components = Object.entries(raw.components).map(
    ([name, record]) => [componentName(name), componentRecord(name, record)] as const,
  );
  return { supervisor: raw.supervisor, components: new Map(components) };
}

/** Writes a journal's text; {@link parseJournal} reads it back to the same. */
export function writeJournal(state: JournalState): string {
  const { supervisor, components } = state;
  return `${JSON.stringify({ version: VERSION, supervisor, components: Object.fromEntries(components) }, null, 1)}\n`;
}

function componentName(text: string): ComponentName {
  const name = parseComponentName(text);
  if (name === null) throw new Error(`"${text}" is no component name`);
  return name;
}

function componentRecord(name: string, raw: unknown): ComponentRecord {
  const record = raw as ComponentRecord | null;
  if (record?.desired !== "up" && record?.desired !== "down") throw new Error(`${name}: desired is neither up nor down`);
  if (!Array.isArray(record.spec?.command) || typeof record.spec.stop?.timeout !== "number")
    throw new Error(`${name}: no specification`);
  return {
    desired: record.desired,
    leader: record.leader === null ? null : identity(name, record.leader),
    restarts: Number(record.restarts) || 0,
    generation: generation(record),
    lastExit: record.lastExit === null ? null : { ...record.lastExit, at: new Date(record.lastExit.at) },
    spec: record.spec,
  };
}

/** Journals of before it was counted have none; what lived then is the first that is known of. */
function generation({ generation, leader }: Partial<ComponentRecord>): number {
  return Number.isSafeInteger(generation) && (generation ?? 0) >= 0 ? Number(generation) : leader == null ? 0 : 1;
}

function identity(name: string, raw: LeaderIdentity): LeaderIdentity {
  if (!Number.isInteger(raw?.pid) || !Number.isInteger(raw.startTicks) || typeof raw.bootId !== "string") {
    throw new Error(`${name}: the identity of its process is not whole`);
  }
  return { pid: raw.pid, startTicks: raw.startTicks, bootId: raw.bootId, run: String(raw.run) };
}

/** Writes the journal, one write at a time; what changes while one is under way goes out together with the next. */
export class Journal {
  readonly #file: string;
  readonly #current: () => JournalState;
  #writing: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  /** @param current gives the state to write, asked when a write begins. */
  constructor(stateDir: string, current: () => JournalState) {
    this.#file = journalFile(stateDir);
    this.#current = current;
  }

  /** Resolves when everything that had changed by now is on disk; rejects with NOT_DURABLE. */
  save(): Promise<void> {
    if (this.#next !== null) return this.#next; // also in the moment between two writes, or two would race for the last word
    if (this.#writing === null) return this.#write();
    this.#next = this.#writing
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.#write();
      });
    return this.#next;
  }

  #write(): Promise<void> {
    const written = writeDurably(this.#file, writeJournal(this.#current())).finally(() => {
      this.#writing = null;
    });
    this.#writing = written;
    return written;
  }
}
