import { join } from "node:path";
import { between, type Clock } from "../../core/clock.ts";
import { type MonoMs, ms } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import { parseComponentName } from "../../core/names.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import { type EventDisk, realEventDisk } from "./event-disk.ts";
import type { PackedFigures, UsageHistory } from "./usage-history.ts";

/** How often figures are written: so much is lost where an agent is killed. */
const WRITE_EVERY = ms(300_000);
/** A file beyond it is none of ours: 300 components have 15 MB. */
const MOST_BYTES = 32 * 2 ** 20;

/** What the file of figures is made with. */
export interface UsageFileParts {
  readonly stateDir: string;
  readonly clock: Clock;
  readonly log: AgentLog;
  readonly disk?: Pick<EventDisk, "readEnd" | "replace">;
}

/** `state/usage.jsonl`: the figures of one component in each line, packed. Nothing here rejects. */
export class UsageFile {
  readonly #parts: UsageFileParts;
  readonly #disk: Pick<EventDisk, "readEnd" | "replace">;
  readonly #file: string;
  readonly #history: UsageHistory;
  #writtenAt: MonoMs;
  #writing: Promise<void> | null = null;
  #unwritable: string | null = null;

  /** Reads what is there into the history, as far as it can be understood. */
  constructor(parts: UsageFileParts, history: UsageHistory) {
    this.#parts = parts;
    this.#disk = parts.disk ?? realEventDisk;
    this.#file = join(parts.stateDir, "usage.jsonl");
    this.#history = history;
    this.#writtenAt = parts.clock.now();
    this.#load();
  }

  /** What an operator should know of it, each one sentence. */
  get warnings(): readonly string[] {
    return this.#unwritable === null ? [] : [`figures of memory and processor use cannot be written: ${this.#unwritable}`];
  }

  /** Writes all of it where the last time was long ago. */
  writeNowAndThen(): void {
    if (this.#writing === null && between(this.#writtenAt, this.#parts.clock.now()) >= WRITE_EVERY) void this.write();
  }

  /** Writes all of it, temporary file first. */
  async write(): Promise<void> {
    await this.#writing;
    this.#writtenAt = this.#parts.clock.now();
    this.#writing = this.#write().finally(() => {
      this.#writing = null;
    });
    await this.#writing;
  }

  async #write(): Promise<void> {
    try {
      await this.#disk.replace(this.#file, this.#history.pack().map(lineOf).join(""));
      this.#unwritable = null;
    } catch (error) {
      if (this.#unwritable === null) this.#parts.log.error({ why: messageOf(error) }, "figures cannot be written");
      this.#unwritable = messageOf(error);
    }
  }

  #load(): void {
    const { log } = this.#parts;
    try {
      const end = this.#disk.readEnd(this.#file, MOST_BYTES);
      const lines = end === null ? [] : end.bytes.toString("latin1").split("\n").filter(Boolean);
      const damaged = lines.filter((line) => !this.#take(line)).length;
      if (damaged > 0) log.warn({ file: this.#file, lines: damaged }, "earlier figures cannot be read and are passed over");
    } catch (error) {
      log.error({ file: this.#file, why: messageOf(error) }, "earlier figures cannot be read");
    }
  }

  #take(line: string): boolean {
    const figures = figuresOf(line);
    return figures !== null && this.#history.unpack(figures);
  }
}

const lineOf = ({ component, fine, coarse }: PackedFigures): string =>
  `${JSON.stringify({ component, fine: fine.toString("base64"), coarse: coarse.toString("base64") })}\n`;

function figuresOf(line: string): PackedFigures | null {
  try {
    const { component, fine, coarse } = JSON.parse(line);
    const name = typeof component === "string" ? parseComponentName(component) : null;
    if ((component !== null && name === null) || typeof fine !== "string" || typeof coarse !== "string") return null;
    return { component: name, fine: Buffer.from(fine, "base64"), coarse: Buffer.from(coarse, "base64") };
  } catch {
    return null;
  }
}
