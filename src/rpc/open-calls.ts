/** Counts what is under way, so that its end can be awaited. */
export class OpenCalls {
  #open = 0;
  #waiting: (() => void)[] = [];

  /** A call begins. Returns what to call when it has ended, once. */
  begin(): () => void {
    this.#open += 1;
    return () => {
      this.#open -= 1;
      if (this.#open === 0) for (const wake of this.#waiting.splice(0)) wake();
    };
  }

  /** Resolves when no call is under way. */
  async none(): Promise<void> {
    if (this.#open > 0) await new Promise<void>((wake) => this.#waiting.push(wake));
  }
}
