import { writeEndpoint } from "../../config/network-kinds.ts";
import { about, note, warning } from "../../core/checks/findings.ts";
import type { Finding } from "../../core/finding.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";

/** Hosts of an inventory that are the same agent: it answers to one name only. */
export function sharedAddresses(hosts: readonly InventoryHost[]): readonly Finding[] {
  const by = grouped(hosts);
  return [...by].flatMap(([address, same]) => {
    if (same.length < 2) return [];
    const names = foldHosts(same.map(({ name }) => name));
    return about("inventory", address, [
      warning(
        `${names} have the same address, and an agent answers to one name only`,
        "give each host its own address, or remove all names but one",
      ),
    ]);
  });
}

function grouped(hosts: readonly InventoryHost[]): Map<string, InventoryHost[]> {
  const by = new Map<string, InventoryHost[]>();
  for (const host of hosts) {
    const address = writeEndpoint(host.address).toLowerCase();
    by.set(address, [...(by.get(address) ?? []), host]);
  }
  return by;
}

/** Agents of different versions in one fleet. @param versions of each host that told one. */
export function mixedVersions(versions: ReadonlyMap<string, string>): readonly Finding[] {
  const by = new Map<string, string[]>();
  for (const [host, version] of versions) by.set(version, [...(by.get(version) ?? []), host]);
  if (by.size < 2) return [];
  const each = [...by].sort(([, a], [, b]) => b.length - a.length).map(([version, hosts]) => `${version} on ${foldHosts(hosts)}`);
  return about("version", "", [note(`the agents have ${by.size} versions: ${each.join("; ")}`, "finish the upgrade")]);
}
