/** So many at once, and no more: whoever comes then is turned away, and does not wait. */
export class Seats {
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** How to give it back, harmless when repeated; null: none is free. */
  take(): (() => void) | null {
    if (this.#free === 0) return null;
    this.#free--;
    let taken = true;
    return () => {
      if (taken) this.#free++;
      taken = false;
    };
  }
}
