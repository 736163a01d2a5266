import type { CancelTimer, Clock } from "../../core/clock.ts";
import type { LogSpec } from "../../core/component-spec.ts";
import { type Ms, seconds } from "../../core/duration.ts";
import type { RunProgram } from "./collapse.ts";
import { LogFile } from "./log-file.ts";
import type { ReportNotice } from "./notice.ts";
import { OneAtATime } from "./one-at-a-time.ts";

/** What a {@link LogRotation} needs. */
export interface LogRotationParts {
  readonly clock: Clock;
  /** Runs `flock` and `fallocate`. */
  readonly run: RunProgram;
  readonly report: ReportNotice;
}

const EVERY: Ms = seconds(1);

/** Keeps an eye on all logs of a host. Checks them about every second from the first {@link open} on. */
export class LogRotation {
  readonly #p: LogRotationParts;
  readonly #packing = new OneAtATime();
  readonly #files = new Map<string, LogFile>();
  #cancel: CancelTimer | null = null;
  #closed: Promise<void> | null = null;

  constructor(parts: LogRotationParts) {
    this.#p = parts;
  }

  /** The log with this live file, the same object each time; `spec` counts from now on. */
  open(path: string, spec: LogSpec): LogFile {
    const known = this.#files.get(path);
    known?.setSpec(spec);
    const file = known ?? new LogFile({ ...this.#p, path, spec, packing: this.#packing });
    this.#files.set(path, file);
    if (this.#cancel === null) this.#next();
    return file;
  }

  /** Its files stay as they are. Never rejects. */
  async forget(path: string): Promise<void> {
    const file = this.#files.get(path);
    this.#files.delete(path);
    await file?.[Symbol.asyncDispose]();
  }

  /** Stops checking. Lets rotations finish, gives up compressions. Safe to call twice; never rejects. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #next(): void {
    if (this.#closed !== null) return;
    // A check that takes longer is joined by the next, and holds up no other log.
    this.#cancel = this.#p.clock.after(
      EVERY,
      () => {
        for (const file of this.#files.values()) void file.checkRotation();
        this.#next();
      },
      { idle: true },
    );
  }

  async #close(): Promise<void> {
    this.#cancel?.();
    await Promise.all([...this.#files.values()].map((file) => file[Symbol.asyncDispose]()));
  }
}
