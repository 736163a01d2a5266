import type { Inventory } from "../core/inventory.ts";
import { parseSelector } from "./selector.ts";
import { SelectorEvaluation } from "./selector-evaluation.ts";

/** For each host that is in groups their names, in the order of the inventory. */
export function hostGroups(inventory: Inventory): ReadonlyMap<string, readonly string[]> {
  const evaluation = new SelectorEvaluation(inventory);
  const groups = new Map<string, string[]>();
  for (const [group, selector] of inventory.groups) {
    for (const host of evaluation.of(parseSelector(selector))) {
      const known = groups.get(host);
      if (known === undefined) groups.set(host, [group]);
      else known.push(group);
    }
  }
  return groups;
}
