import type { Desired } from "../core/status.ts";
import { foldHosts } from "./fold-hosts.ts";

/** What is compared of a host. */
export interface ComparedHost {
  readonly host: string;
  /** Of its agent; empty: not known. */
  readonly version: string;
  /** Empty: there is no configuration. */
  readonly configHash: string;
  readonly components: readonly { readonly name: string; readonly desired: Desired }[];
}

/** One thing in which hosts can differ: `version`, `configuration`, `components`, or `desired.NAME` of each component. */
export interface DiffAspect {
  readonly about: string;
  /** Every value with the hosts that have it: the one of most hosts first, of equally many the smaller value. */
  readonly values: readonly DiffValue[];
  /** With what the hosts are compared: the value of most hosts, or of the chosen one. Null: no value has more hosts than any other, or the chosen host has none. */
  readonly reference: string | null;
}

/** A value and the hosts that have it, sorted by name. */
export interface DiffValue {
  readonly value: string;
  readonly hosts: readonly string[];
}

/** In what a host deviates from the reference. */
export interface Deviation {
  readonly about: string;
  readonly value: string;
  readonly expected: string;
}

/** Hosts that are alike in everything that is compared. */
export interface DiffGroup {
  /** As one short text: `node[01-18,20]`. */
  readonly hosts: string;
  /** Sorted. */
  readonly names: readonly string[];
  /** What they have, by what it is about. */
  readonly values: ReadonlyMap<string, string>;
  readonly deviations: readonly Deviation[];
}

/** How hosts compare. Each host is in exactly one group. */
export interface HostDiff {
  readonly aspects: readonly DiffAspect[];
  /** Those that do not deviate first, then the larger ones, then by name. */
  readonly groups: readonly DiffGroup[];
}

/** Pure. Compares hosts with what most of them have, or with one of them. The order of the hosts does not matter; names must be different. */
export function diffHosts(hosts: readonly ComparedHost[], against: string | null): HostDiff {
  const all = [...hosts].sort((a, b) => (a.host < b.host ? -1 : 1)).map((host) => ({ name: host.host, values: valuesOf(host) }));
  const chosen = against === null ? null : (all.find(({ name }) => name === against)?.values ?? new Map<string, string>());
  const aspects = subjects(all.map(({ values }) => values)).map((about) => aspectOf(about, all, chosen));
  const alike = groupedBy(all, ({ values }) => JSON.stringify([...values]));
  const groups = [...alike.values()].map((members) => groupOf(members, aspects));
  return { aspects, groups: groups.sort(inOrder) };
}

/** Whether the hosts are alike in everything. */
export const areAlike = ({ aspects }: HostDiff): boolean => aspects.every(({ values }) => values.length <= 1);

interface Valued {
  readonly name: string;
  readonly values: ReadonlyMap<string, string>;
}

function valuesOf({ version, configHash, components }: ComparedHost): ReadonlyMap<string, string> {
  const sorted = [...components].sort((a, b) => (a.name < b.name ? -1 : 1));
  return new Map([
    ["version", version],
    ["configuration", configHash],
    ["components", sorted.map(({ name }) => name).join(" ")],
    ...sorted.map(({ name, desired }) => [`desired.${name}`, desired] as const),
  ]);
}

/** The same three first, then what is asked of each component that any host has. */
function subjects(all: readonly ReadonlyMap<string, string>[]): readonly string[] {
  const desired = new Set(all.flatMap((values) => [...values.keys()].slice(3)));
  return ["version", "configuration", "components", ...[...desired].sort()];
}

function aspectOf(about: string, all: readonly Valued[], chosen: ReadonlyMap<string, string> | null): DiffAspect {
  const having = all.filter(({ values }) => values.has(about));
  const byValue = groupedBy(having, ({ values }) => values.get(about) as string);
  const values = [...byValue]
    .map(([value, members]) => ({ value, hosts: members.map(({ name }) => name) }))
    .sort((a, b) => b.hosts.length - a.hosts.length || (a.value < b.value ? -1 : 1));
  const [first, second] = values;
  const most = first !== undefined && first.hosts.length > (second?.hosts.length ?? 0) ? first.value : null;
  return { about, values, reference: chosen === null ? most : (chosen.get(about) ?? null) };
}

function groupOf(members: readonly Valued[], aspects: readonly DiffAspect[]): DiffGroup {
  const names = members.map(({ name }) => name);
  const values = members[0]?.values ?? new Map<string, string>();
  const deviations = aspects.flatMap(({ about, reference }): readonly Deviation[] => {
    const value = values.get(about);
    return value === undefined || reference === null || value === reference ? [] : [{ about, value, expected: reference }];
  });
  return { hosts: foldHosts(names), names, values, deviations };
}

function inOrder(a: DiffGroup, b: DiffGroup): number {
  const deviant = Number(a.deviations.length > 0) - Number(b.deviations.length > 0);
  return deviant || b.names.length - a.names.length || ((a.names[0] as string) < (b.names[0] as string) ? -1 : 1);
}

function groupedBy<T>(all: readonly T[], keyOf: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}
