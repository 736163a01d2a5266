/** What is to be done at the end: all of it, whatever fails, what was said last first. */
export class Ends implements AsyncDisposable {
  readonly #acts: (() => unknown)[] = [];

  add(act: () => unknown): void {
    this.#acts.push(act);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (let act = this.#acts.pop(); act !== undefined; act = this.#acts.pop()) {
      try {
        await act();
      } catch (error) {
        console.error(`at the end: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
}
