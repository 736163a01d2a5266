import { writeEndpoint } from "../../config/network-kinds.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import { hostGroups } from "../../fleet/host-groups.ts";
import type { Targets } from "./targets.ts";

/** What `hosts` shows of a host. */
export interface ListedHost {
  readonly name: string;
  readonly address: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
}

/** The hosts as `hosts` shows them, in their order. */
export function listedHosts({ inventory: { inventory }, hosts }: Targets): readonly ListedHost[] {
  const groups = hostGroups(inventory);
  return hosts.map((host) => listed(host, groups.get(host.name) ?? []));
}

const listed = ({ name, address, labels }: InventoryHost, groups: readonly string[]): ListedHost => ({
  name,
  address: writeEndpoint(address),
  labels: Object.fromEntries(labels),
  groups,
});

/** What a frame has of it beside its name. */
export const listedObject = ({ address, labels, groups }: ListedHost) => ({ address, labels, groups });
