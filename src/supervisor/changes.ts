import type { ComponentName } from "../core/names.ts";

/** A change that somebody may want to hear of: of a component, or of the Server Supervisor itself (null). */
export type ChangeListener = (changed: ComponentName | null) => void;

/** Tells whoever wants to know that something has changed. */
export class Changes {
  readonly #listeners = new Set<ChangeListener>();

  tell(changed: ComponentName | null): void {
    for (const listener of [...this.#listeners]) listener(changed);
  }

  /** Calls back after every change until the returned function is called. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves as soon as the condition holds, asked now and after every change; rejects with the signal's reason. */
  until(condition: () => boolean, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (!signal.aborted && !condition()) return;
        forget();
        signal.removeEventListener("abort", look);
        if (signal.aborted) reject(signal.reason);
        else resolve();
      };
      const forget = this.onChange(look);
      signal.addEventListener("abort", look, { once: true });
      look();
    });
  }
}
