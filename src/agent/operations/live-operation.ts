import { FaultError } from "../../core/fault.ts";
import type { OperationUpdate } from "../../core/host-service.ts";
import type { ComponentName } from "../../core/names.ts";
import type { Operation, Progress } from "../../core/operation.ts";
import type { OperationRecord } from "./operation-record.ts";

/** An operation in progress or ended, with those who follow it. */
export class LiveOperation {
  record: OperationRecord;
  readonly #cancelled = new AbortController();
  readonly #followers = new Set<() => void>();
  /** The newest progress of each component and its number in the order of arrival: a slow follower misses steps, never the result. */
  readonly #progress = new Map<ComponentName, { readonly number: number; readonly progress: Progress }>();
  #count = 0;

  constructor(record: OperationRecord) {
    this.record = record;
  }

  get operation(): Operation {
    return this.record.operation;
  }
  get ended(): boolean {
    return this.operation.result !== "running";
  }
  /** Aborts when somebody cancels it. */
  get cancelled(): AbortSignal {
    return this.#cancelled.signal;
  }

  /** Asks it to end. Whoever runs it sets its result. */
  cancel(why: string): void {
    this.#cancelled.abort(new FaultError({ code: "CANCELLED", why }));
  }

  progressed(progress: Progress): void {
    this.#progress.set(progress.component, { number: ++this.#count, progress });
    this.#wake();
  }

  end(record: OperationRecord): void {
    this.record = record;
    this.#wake();
  }

  /** Resolves when it has ended. */
  async whenEnded(signal: AbortSignal): Promise<Operation> {
    for await (const update of this.updates(signal)) if (update.t === "result") return update.operation;
    return this.operation;
  }

  /** `accepted`, then progress as it comes (the newest of each component), then `result`, once. */
  async *updates(signal: AbortSignal): AsyncGenerator<OperationUpdate> {
    yield { t: "accepted", operation: this.operation };
    let told = 0;
    while (true) {
      const news = [...this.#progress.values()].filter(({ number }) => number > told).sort((a, b) => a.number - b.number);
      for (const { number, progress } of news) {
        told = number;
        yield { t: "progress", progress };
      }
      if (this.ended && told === this.#count) break;
      if (told === this.#count) await this.#news(signal);
    }
    yield { t: "result", operation: this.operation };
  }

  #news(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        this.#followers.delete(wake);
        signal.removeEventListener("abort", wake);
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      if (signal.aborted) return reject(signal.reason);
      this.#followers.add(wake);
      signal.addEventListener("abort", wake, { once: true });
    });
  }

  #wake(): void {
    for (const wake of [...this.#followers]) wake();
  }
}
