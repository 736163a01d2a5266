/**
 * Lets only so many attempts to reach a host go on at once. Those that have failed again and again take half of the room at
 * most and wait for the others: a hundred dead hosts must not keep one from coming back.
 */
export class AttemptGate {
  readonly #width: number;
  readonly #hopeless: number;
  readonly #waiting: { readonly fresh: (() => void)[]; readonly tried: (() => void)[] } = { fresh: [], tried: [] };
  #inside = 0;
  #tried = 0;

  constructor(width: number) {
    this.#width = Math.max(1, width);
    this.#hopeless = Math.max(1, Math.floor(this.#width / 2));
  }

  /** Resolves when it may begin, with what lets the next one go; harmless when called twice. */
  async enter(often: boolean): Promise<() => void> {
    await new Promise<void>((resolve) => {
      this.#waiting[often ? "tried" : "fresh"].push(resolve);
      this.#admit();
    });
    let inside = true;
    return () => {
      if (!inside) return;
      inside = false;
      this.#inside--;
      if (often) this.#tried--;
      this.#admit();
    };
  }

  #admit(): void {
    while (this.#inside < this.#width) {
      const fresh = this.#waiting.fresh.shift();
      const next = fresh ?? (this.#tried < this.#hopeless ? this.#waiting.tried.shift() : undefined);
      if (next === undefined) return;
      this.#inside++;
      if (fresh === undefined) this.#tried++;
      next();
    }
  }
}
