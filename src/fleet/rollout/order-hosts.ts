import type { RolloutPolicy } from "./rollout-policy.ts";
import { seededRandom } from "./seeded-random.ts";

/** Numbers in names count as numbers: node9 comes before node10. */
const BY_NAME = new Intl.Collator("en", { numeric: true });

/** Hosts in the order in which a rollout takes them. They come in the order of the inventory. */
export function orderHosts<H extends { readonly name: string }>(
  hosts: readonly H[],
  { order, seed }: Pick<RolloutPolicy, "order" | "seed">,
): readonly H[] {
  switch (order) {
    case "inventory":
      return hosts;
    case "reverse":
      return hosts.toReversed();
    case "name":
      return hosts.toSorted((a, b) => BY_NAME.compare(a.name, b.name));
    case "random":
      return shuffled(hosts, seededRandom(seed));
  }
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}
