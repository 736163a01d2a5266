/** What one of the streams came to say. */
type Arrival<T> = { readonly at: number } & ({ readonly result: IteratorResult<T> } | { readonly error: unknown });

/**
 * Merges streams as their items come; ends when all have ended, and with the first error. At most one item of each is
 * asked for ahead, and those that are there come in the order in which they came, so that one that always has something
 * keeps no other from its turn. Leaving the loop early ends every stream.
 */
export async function* mergeStreams<T>(streams: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  const arrived: Arrival<T>[] = [];
  let wake = () => {};
  // No Promise.race: on a stream that is silent for days it would leave something behind with every item of the others.
  const arrive = (arrival: Arrival<T>) => {
    arrived.push(arrival);
    wake();
  };
  const ask = (at: number) =>
    void (iterators[at] as AsyncIterator<T>).next().then(
      (result) => arrive({ at, result }),
      (error) => arrive({ at, error }),
    );
  iterators.forEach((_, at) => {
    ask(at);
  });
  try {
    for (let open = iterators.length; open > 0; ) {
      const arrival = arrived.shift();
      if (arrival === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      } else if ("error" in arrival) throw arrival.error;
      else if (arrival.result.done === true) open--;
      else {
        ask(arrival.at);
        yield arrival.result.value;
      }
    }
  } finally {
    for (const iterator of iterators) void iterator.return?.().catch(() => {});
  }
}
