import { foldHosts } from "../../fleet/fold-hosts.ts";
import { sameWords } from "../../fleet/same-words.ts";
import type { NamedHosts } from "./host-heading.ts";

/** Hosts of which the same is said. */
export interface ReasonGroup extends NamedHosts {
  /** Of one host as it was said; of more with HOST, ADDRESS, PID, ID where theirs stood. */
  readonly why: string;
}

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/**
 * Hosts of which the same is said together; the largest group first, of equal ones as the hosts came.
 * @param ids whether texts with different ids say the same: those of operations are different on each host.
 */
export function foldReasons(
  hosts: readonly { readonly name: string; readonly why: string }[],
  { ids }: { readonly ids: "same" | "differ" } = { ids: "same" },
): readonly ReasonGroup[] {
  const groups = new Map<string, { readonly name: string; readonly why: string }[]>();
  for (const host of hosts) {
    const said = sameWords(host.why, { name: host.name, address: null });
    const key = ids === "same" ? said.replace(UUID, "ID") : said;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [host]);
    else group.push(host);
  }
  return [...groups]
    .map(([key, members]) => {
      const names = members.map(({ name }) => name);
      return { hosts: foldHosts(names), names, why: members.length === 1 ? (members[0]?.why ?? "") : key };
    })
    .sort((a, b) => b.names.length - a.names.length);
}
