// Which chunk goes into which pack. Pure.

/**
 * Chunks that a command or the agent is sure to load go into one file together; whatever is left stays in files of its own.
 * @param {Record<string, { imports: { path: string, kind: string }[], entryPoint?: string }>} outputs of esbuild's metafile, by name
 * @param {{ name: string, entries: readonly string[] }[]} packs `entries` are source files; a chunk goes to the first pack that wants it
 * @returns {Map<string, number>} the index of the pack by the name of the chunk; chunks without a pack are not in it
 */
export function planPacks(outputs, packs) {
  const chunkOf = new Map(
    Object.entries(outputs).flatMap(([chunk, { entryPoint }]) => (entryPoint === undefined ? [] : [[entryPoint, chunk]])),
  );
  const planned = new Map();
  for (const [index, { name, entries }] of packs.entries()) {
    for (const entry of entries) {
      const chunk = chunkOf.get(entry);
      if (chunk === undefined) throw new Error(`pack ${name}: ${entry} is no entry point and is imported by no import()`);
      const todo = [chunk];
      for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
        if (planned.has(next)) continue;
        planned.set(next, index);
        const imported = outputs[next].imports.filter(({ path, kind }) => kind === "import-statement" && path in outputs);
        todo.push(...imported.map(({ path }) => path));
      }
    }
  }
  return planned;
}
