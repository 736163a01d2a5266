/** Runs asynchronous work one after the other, in the order in which it was asked for. Not re-entrant. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  /** Begins once everything asked for earlier is over, however that ended; settles as `act` does. */
  run<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => {});
    return turn;
  }
}
