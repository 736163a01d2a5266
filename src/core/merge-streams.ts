/**
 * Merges streams as their items come; ends when all have ended, and with the first error. At most one item of each is
 * asked for ahead; of several that are there, that of the stream whose turn was longest ago comes first. Leaving the loop
 * early ends every stream.
 */
export async function* mergeStreams<T>(streams: readonly AsyncIterable<T>[]): AsyncGenerator<T> {
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]());
  const next = (at: number) => {
    const item = (iterators[at] as AsyncIterator<T>).next().then((result) => ({ at, result }));
    item.catch(() => {}); // it may fail while the reader is busy with another item; whoever asks next still gets the error
    return item;
  };
  const pending = new Map(iterators.map((_, at) => [at, next(at)]));
  try {
    while (pending.size > 0) {
      const { at, result } = await Promise.race(pending.values());
      pending.delete(at);
      if (result.done === true) continue;
      pending.set(at, next(at)); // at the end, so that one that always has something keeps no other from its turn
      yield result.value;
    }
  } finally {
    for (const iterator of iterators) void iterator.return?.().catch(() => {});
  }
}
