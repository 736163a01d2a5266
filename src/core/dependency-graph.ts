/** What each node needs, by name. */
export type Needs<N extends string> = ReadonlyMap<N, readonly N[]>;

/** A cycle as a path that ends where it began (`[a, b, a]`), or null where there is none. Unknown names are passed over. */
export function findCycle<N extends string>(needs: Needs<N>): readonly N[] | null {
  const done = new Set<N>();
  const path: N[] = [];
  const visit = (node: N): readonly N[] | null => {
    const at = path.indexOf(node);
    if (at >= 0) return [...path.slice(at), node];
    if (done.has(node)) return null;
    path.push(node);
    for (const next of needs.get(node) ?? []) {
      const cycle = visit(next);
      if (cycle !== null) return cycle;
    }
    path.pop();
    done.add(node);
    return null;
  };
  for (const node of needs.keys()) {
    const cycle = visit(node);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** The nodes that need `node` directly. */
export function dependents<N extends string>(needs: Needs<N>, node: N): readonly N[] {
  return [...needs].filter(([, needed]) => needed.includes(node)).map(([name]) => name);
}

/** Every node after all that it needs; ties in the order of the map. The graph must have no cycle. */
export function inOrder<N extends string>(needs: Needs<N>): readonly N[] {
  const order: N[] = [];
  const seen = new Set<N>();
  const visit = (node: N) => {
    if (seen.has(node) || !needs.has(node)) return;
    seen.add(node);
    for (const next of needs.get(node) ?? []) visit(next);
    order.push(node);
  };
  for (const node of needs.keys()) visit(node);
  return order;
}
