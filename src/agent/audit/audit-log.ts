import { AuditChain, MOST_AHEAD } from "../../core/audit-chain.ts";
import { type AuditEntry, OWN_METHOD } from "../../core/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { messageOf } from "../../core/fault.ts";
import type { Caller } from "../../core/host-service.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import { auditLogFile, feedChain } from "../../supervisor/audit-file.ts";
import { type AuditDisk, realDisk } from "./audit-disk.ts";
import { AuditWriter, type Unwritten } from "./audit-writer.ts";
import { mutationId } from "./mutation-id.ts";

/** What an audit log is made with. */
export interface AuditLogParts {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly disk?: AuditDisk;
}

/** Something that was refused, as far as it is known. */
export interface Refusal {
  readonly caller: Caller;
  /** As the service calls it: Start, Status, … */
  readonly method: string;
  /** The code of the fault; null: it was none, but a defect. */
  readonly code: string | null;
  readonly detail: string;
  readonly operationId?: string;
  readonly components?: readonly string[];
  readonly reason?: string;
}

/** How far an audit log is, and what is wrong with it. */
export interface AuditStanding {
  /** The number of the last line. */
  readonly written: number;
  /** Lines that wait in memory because they cannot be written. */
  readonly waiting: number;
  /** Lines that were lost in this life of the agent. */
  readonly lost: number;
  readonly writable: boolean;
  /** Whether the chain of its lines is whole, as far as it was looked at. */
  readonly whole: boolean;
}

interface Waiting extends Unwritten {
  /** It tells of the end of the file as it was found: with another end it is void. */
  readonly ofEnd: boolean;
}

/** How many refusals wait while the disk does not take them, and as many mutations more; what comes beyond is counted. */
export const MOST_WAITING = 1_000;
/** After so many lines the agent's own log says how far the audit log is. */
const ANCHOR_EVERY = 100;

/**
 * The audit log of a host: one line for each mutation and each refusal, added and never changed, each carrying the hash
 * of the line before. Nothing here rejects: what cannot be written waits, and `warnings` says so.
 */
export class AuditLog {
  readonly #parts: AuditLogParts;
  readonly #file: string;
  readonly #writer: AuditWriter;
  #waiting: Waiting[] = [];
  #lost = 0;
  #lostInAll = 0;
  #anchored = 0;
  #writing: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #unwritable: string | null = null;
  #broken: string | null = null;

  /** Finds where the log ends and goes on with it. Never rejects. */
  static async open(parts: AuditLogParts): Promise<AuditLog> {
    const log = new AuditLog(parts);
    await log.#turn();
    log.#anchor("audit log opened");
    return log;
  }

  private constructor(parts: AuditLogParts) {
    this.#parts = parts;
    this.#file = auditLogFile(parts.stateDir);
    this.#writer = new AuditWriter(parts.disk ?? realDisk, this.#file);
  }

  /** Adds a line. Resolves when it is on disk, or could not be written and waits. */
  append(entry: AuditEntry): Promise<void> {
    const most = entry.outcome === "refused" ? MOST_WAITING : 2 * MOST_WAITING; // a flood of refusals drives out no mutation
    if (this.#waiting.length >= most) {
      this.#lost++;
      this.#lostInAll++;
    } else this.#waiting.push({ entry, torn: null, ofEnd: false });
    return this.#turn();
  }

  /** Adds a line for something that was refused, before anything was done. */
  refused({ caller, method, code, detail, operationId, components, reason }: Refusal): Promise<void> {
    const { name, role, from } = caller;
    return this.append({
      at: this.#parts.clock.wall(),
      who: name,
      role,
      from,
      method,
      operationId: operationId ?? null,
      components: components ?? [],
      reason: reason ?? "",
      outcome: "refused",
      code,
      detail,
    });
  }

  /** Follows the whole chain as it is on disk. Resolves with those of the ids that have the line of their mutation. Never rejects. */
  async check(ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    const chain = new AuditChain((line) => {
      const id = mutationId(line);
      if (id !== null && ids.has(id)) found.add(id);
    });
    try {
      await feedChain(this.#file, chain);
      const [first] = chain.breaks;
      if (first !== undefined) this.#isBroken(first.line === null ? first.problem : `line ${first.line}: ${first.problem}`);
    } catch (error) {
      this.#parts.log.error({ file: this.#file, why: messageOf(error) }, "the audit log cannot be checked");
    }
    return found;
  }

  /** What an operator should know of it, each one sentence. */
  get warnings(): readonly string[] {
    const waiting = `${this.#waiting.length} ${this.#waiting.length === 1 ? "line waits" : "lines wait"} in memory`;
    const lost = this.#lost === 0 ? "" : `, ${this.#lost} ${this.#lost === 1 ? "is" : "are"} lost`;
    return [
      ...(this.#unwritable === null ? [] : [`the audit log cannot be written: ${this.#unwritable}; ${waiting}${lost}`]),
      ...(this.#broken === null ? [] : [`the audit log is broken: ${this.#broken}; see all with: ImageServing audit verify`]),
    ];
  }

  get standing(): AuditStanding {
    return {
      written: this.#writer.last.seq,
      waiting: this.#waiting.length,
      lost: this.#lostInAll,
      writable: this.#unwritable === null,
      whole: this.#broken === null,
    };
  }

  /** Writes what waits, as far as the disk takes it. */
  async close(): Promise<void> {
    await this.#turn();
    if (this.#waiting.length > 0) this.#parts.log.error({ lines: this.#waiting.length }, "lines of the audit log are lost");
    this.#anchor("audit log closed");
  }

  /** One turn after the other; whoever comes while one is under way shares the next. */
  #turn(): Promise<void> {
    if (this.#next !== null) return this.#next;
    if (this.#writing === null) return this.#begin();
    this.#next = this.#writing.then(() => {
      this.#next = null;
      return this.#begin();
    });
    return this.#next;
  }

  #begin(): Promise<void> {
    this.#writing = this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  async #write(): Promise<void> {
    // What comes meanwhile has the next turn, or whoever waits for this one would wait as long as others go on.
    let rounds = Math.ceil(this.#waiting.length / MOST_AHEAD) + 2;
    try {
      do {
        await this.#look();
        await this.#writer.note(); // or, after a crash, the log would be further ahead of it than can be explained
        if (this.#waiting.length === 0 && this.#lost > 0) this.#admitLoss();
        await this.#writeSome();
        await this.#writer.note();
      } while (--rounds > 0 && this.#waiting.length + this.#lost > 0);
      if (this.#unwritable !== null) this.#parts.log.info({ file: this.#file }, "the audit log can be written again");
      this.#unwritable = null;
    } catch (error) {
      if (this.#unwritable === null) this.#parts.log.error({ why: messageOf(error) }, "the audit log cannot be written");
      this.#unwritable = messageOf(error);
    }
  }

  async #look(): Promise<void> {
    const end = await this.#writer.look();
    if (end === null) return;
    this.#waiting = this.#waiting.slice(end.taken).filter(({ ofEnd }) => !ofEnd);
    if (end.problem !== null) this.#found(end.problem);
    if (end.torn !== null) this.#waiting.unshift({ entry: this.#own("done", TORN), torn: end.torn, ofEnd: true });
  }

  async #writeSome(): Promise<void> {
    const some = this.#waiting.slice(0, MOST_AHEAD);
    if (some.length === 0) return;
    await this.#writer.add(some);
    this.#waiting.splice(0, some.length);
    if (this.#writer.last.seq - this.#anchored >= ANCHOR_EVERY) this.#anchor("audit log");
  }

  /** What is found missing stays so: new lines count on from the number that was reached, and one of them says why. */
  #found(problem: string): void {
    this.#isBroken(problem);
    this.#waiting.unshift({ entry: this.#own("failed", problem), torn: null, ofEnd: true });
  }

  #admitLoss(): void {
    const lines = this.#lost === 1 ? "1 line was" : `${this.#lost} lines were`;
    const entry = this.#own("failed", `${lines} lost while the log could not be written`);
    this.#waiting.push({ entry, torn: null, ofEnd: false });
    this.#lost = 0;
  }

  #isBroken(problem: string): void {
    if (this.#broken === null) this.#parts.log.error({ file: this.#file, problem }, "the audit log is broken");
    this.#broken ??= problem;
  }

  #own(outcome: "done" | "failed", detail: string): AuditEntry {
    const nothing = { operationId: null, components: [], reason: "", code: null };
    return {
      at: this.#parts.clock.wall(),
      who: "agent",
      role: "agent",
      from: "local",
      method: OWN_METHOD,
      outcome,
      detail,
      ...nothing,
    };
  }

  /** Whoever keeps the agent's own log elsewhere can prove by it that the audit log still is the one of then. */
  #anchor(message: string): void {
    const { seq, hash } = this.#writer.last;
    this.#anchored = seq;
    this.#parts.log.info({ seq, hash }, message);
  }
}

const TORN = "a line before this one was torn by a crash or a full disk; whatever had been confirmed is whole";
