import type { HostCard } from "../protocol.ts";
import { HEALTHS, type Health, hostHealth, isProblem } from "./component-look.ts";

/** Which hosts are shown by how they stand. */
export type Showing = "all" | "problems" | Health;

/** A host with what was found of it, so that it is looked for once. */
export interface Row {
  readonly host: HostCard;
  readonly health: Health;
}

/** Pure. The hosts that are shown: those with problems first, the worst on top, else in the order of the inventory. */
export function arrangeHosts(hosts: Iterable<HostCard>, names: ReadonlySet<string> | null, showing: Showing): readonly Row[] {
  const rows: Row[] = [];
  for (const host of hosts) {
    if (names !== null && !names.has(host.name)) continue;
    const health = hostHealth(host);
    if (showing === "all" || (showing === "problems" ? isProblem(health) : showing === health)) rows.push({ host, health });
  }
  const rank = ({ health }: Row) => (isProblem(health) ? HEALTHS.indexOf(health) : HEALTHS.length);
  return rows.sort((a, b) => rank(a) - rank(b)); // stable
}

/** How many hosts stand how. */
export function countHealths(hosts: Iterable<HostCard>): Readonly<Record<Health, number>> {
  const counts: Record<Health, number> = { bad: 0, stale: 0, warn: 0, busy: 0, unknown: 0, off: 0, ok: 0 };
  for (const host of hosts) counts[hostHealth(host)] += 1;
  return counts;
}

const MOST_COLUMNS = 6;

/** The components that have a column each, in the order in which hosts have them; null: they are too many, and stand in one. */
export function columnsOf(hosts: Iterable<HostCard>): readonly string[] | null {
  const names = new Set<string>();
  for (const { components } of hosts) for (const { name } of components) names.add(name);
  return names.size > MOST_COLUMNS ? null : [...names];
}

/** The most memory that any one component of each name uses: what a full bar is. */
export function mostMemory(hosts: Iterable<HostCard>): ReadonlyMap<string, number> {
  const most = new Map<string, number>();
  for (const { components } of hosts) {
    for (const { name, memory } of components) if (memory !== null && memory > (most.get(name) ?? 0)) most.set(name, memory);
  }
  return most;
}
