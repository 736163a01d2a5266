import type { ConfigProblem } from "../core/fault.ts";
import type { Inventory, InventoryHost, RolloutDefaults } from "../core/inventory.ts";
import { nearestWord } from "../core/nearest-word.ts";
import type { DocumentPath } from "./document-path.ts";
import { addressOf } from "./fleet-address.ts";
import type { HostLanguage } from "./fleet-language.ts";
import { NO_DEFAULTS, type RolloutKeys } from "./fleet-rollout-schema.ts";
import { expanded, type FleetKeys } from "./fleet-schema.ts";
import { Complaint } from "./kind.ts";
import { isMapping } from "./shapes.ts";
import type { YamlDocument } from "./yaml-document.ts";

/** One inventory of those that are read together. */
export interface FleetPart {
  readonly document: YamlDocument;
  /** Null where it has problems. */
  readonly keys: FleetKeys | null;
}

/** More are no fleet of ours. */
const MAX_HOSTS = 100_000;

/** What is there twice over all files together: hosts, groups, `tls`, `rollout`. The later one is the problem, and names the earlier. */
export function repetitions(parts: readonly FleetPart[], language: HostLanguage): readonly ConfigProblem[] {
  const once = ["tls", "rollout"].flatMap((key) => repeated(parts, (document) => (hasKey(document.value, key) ? [[key]] : [])));
  const groups = repeated(parts, (document) => keysUnder(document, "groups"));
  return [...once, ...groups, ...repeatedHosts(parts, language)];
}

const hasKey = (value: unknown, key: string): boolean => isMapping(value) && Object.hasOwn(value, key);

function keysUnder({ value }: YamlDocument, key: string): readonly DocumentPath[] {
  const table = isMapping(value) ? value[key] : null;
  return isMapping(table) ? Object.keys(table).map((name) => [key, name]) : [];
}

function repeated(
  parts: readonly FleetPart[],
  pathsOf: (document: YamlDocument) => readonly DocumentPath[],
): readonly ConfigProblem[] {
  const first = new Map<string, YamlDocument>();
  const problems: ConfigProblem[] = [];
  for (const { document } of parts) {
    for (const path of pathsOf(document)) {
      const earlier = first.get(path.join("\0"));
      if (earlier === undefined) first.set(path.join("\0"), document);
      else
        problems.push(document.problem(path, `is in ${placeOf(earlier, path, document)} already; remove one of the two`, "key"));
    }
  }
  return problems;
}

function placeOf(earlier: YamlDocument, path: DocumentPath, seenFrom: YamlDocument): string {
  const line = earlier.place(path, "key")?.line;
  if (line === undefined) return earlier.file;
  return earlier === seenFrom ? `line ${line}` : `${earlier.file}:${line}`;
}

function repeatedHosts(parts: readonly FleetPart[], language: HostLanguage): readonly ConfigProblem[] {
  const first = new Map<string, { readonly document: YamlDocument; readonly path: DocumentPath }>();
  return parts.flatMap(({ document }) =>
    keysUnder(document, "hosts").flatMap((path) => {
      const names = expanded(path[1] as string, language);
      if (typeof names === "string") return []; // the schema says so
      const known = new Map<string, string[]>();
      for (const name of names) {
        const earlier = first.get(name);
        if (earlier === undefined) first.set(name, { document, path });
        else pushTo(known, placeOf(earlier.document, earlier.path, document), name);
      }
      return [...known].map(([place, twice]) =>
        document.problem(path, `${language.foldHosts(twice)} is in ${place} already; remove one of the two`, "key"),
      );
    }),
  );
}

function pushTo(lists: Map<string, string[]>, key: string, item: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** The inventory that sound parts make together. Hosts and groups are in the order of the parts. */
export function mergeParts(keys: readonly FleetKeys[], source: string, language: HostLanguage): Inventory {
  const rollout = keys.find((part) => part.rollout !== undefined)?.rollout;
  return {
    source,
    hosts: new Map(keys.flatMap((part) => hostsOf(part, language)).map((host) => [host.name, host])),
    groups: new Map(keys.flatMap((part) => Object.entries(part.groups))),
    tls: keys.find((part) => part.tls !== undefined)?.tls ?? null,
    rollout: rollout === undefined ? NO_DEFAULTS : defaultsOf(rollout),
    groupRollouts: new Map(Object.entries(rollout?.groups ?? {})),
  };
}

const defaultsOf = ({ groups: _, ...defaults }: RolloutKeys): RolloutDefaults => defaults;

function hostsOf({ hosts }: FleetKeys, language: HostLanguage): readonly InventoryHost[] {
  return Object.entries(hosts).flatMap(([pattern, host]) => {
    const labels = new Map(Object.entries(host?.labels ?? {}));
    return language.expandHosts(pattern).map((name) => {
      const address = addressOf(host?.address ?? null, name);
      if (address instanceof Complaint) throw new TypeError(address.message); // the schema has looked
      return { name, address, labels };
    });
  });
}

/** What is wrong with a merged inventory: groups, and what `rollout` refers to. */
export function mergedProblems(
  inventory: Inventory,
  language: HostLanguage,
): readonly { readonly path: DocumentPath; readonly message: string }[] {
  const { hosts } = inventory;
  if (hosts.size > MAX_HOSTS) return [{ path: ["hosts"], message: `${hosts.size} hosts are too many; ${MAX_HOSTS} is the most` }];
  const groups = language.groupProblems(inventory).map(({ group, message }) => ({ path: ["groups", group], message }));
  return [...groups, ...rolloutProblems(inventory)];
}

function rolloutProblems({ hosts, groups, rollout, groupRollouts }: Inventory) {
  const labels = new Set([...hosts.values()].flatMap((host) => [...host.labels.keys()]));
  const unknown = [...groupRollouts.keys()]
    .filter((name) => !groups.has(name))
    .map((name) => ({
      path: ["rollout", "groups", name],
      message: `there is no group ${name}${near(name, [...groups.keys()])}`,
    }));
  const all = [["rollout"] as const, ...[...groupRollouts.keys()].map((name) => ["rollout", "groups", name] as const)];
  const spreads = all.flatMap((path) => {
    const label = (path.length === 1 ? rollout : groupRollouts.get(path[2]))?.spread ?? null;
    if (label === null || labels.has(label)) return [];
    return [{ path: [...path, "spread"], message: `no host has a label ${label}${near(label, [...labels])}` }];
  });
  return [...unknown, ...spreads];
}

const near = (word: string, known: readonly string[]): string => {
  const nearest = nearestWord(word, known);
  return nearest === null ? "" : `; did you mean ${nearest}?`;
};
