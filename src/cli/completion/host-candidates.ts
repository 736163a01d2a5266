import type { Inventory, InventoryHost } from "../../core/inventory.ts";
import { type Token, tokens } from "../../fleet/selector-words.ts";
import type { Candidate } from "./candidate.ts";

/** The hosts, each with where it is and how it is labelled. */
export const hostNames = ({ hosts }: Pick<Inventory, "hosts">): readonly Candidate[] =>
  [...hosts.values()].map((host) => ({ value: host.name, description: describe(host) }));

/** The labels that hosts have, each with its values. */
export const labelNames = (inventory: Pick<Inventory, "hosts">): readonly Candidate[] =>
  [...valuesByLabel(inventory)].map(([value, hosts]) => ({ value, description: [...hosts.keys()].join(", ") }));

/** All selections that go on from this one: its last word is completed, as a host, `@group` or `label=value`. */
export function selections(inventory: Inventory, typed: string): readonly Candidate[] {
  const found = lastWord(typed);
  if (found === null) return [];
  const { before, word, named } = found;
  return words(inventory, word)
    .filter(({ value }) => !named.has(value))
    .map(({ value, description }) => ({ value: `${before}${value}`, description }));
}

/** All lists with commas that go on from this one. */
export function lists(candidates: readonly Candidate[], typed: string): readonly Candidate[] {
  const before = typed.slice(0, typed.lastIndexOf(",") + 1);
  const named = before.split(",");
  return candidates
    .filter(({ value }) => !named.includes(value))
    .map(({ value, description }) => ({ value: `${before}${value}`, description }));
}

/** The word at the end of a selection, and the words that are there already; null where no word can stand there. */
function lastWord(typed: string) {
  const all = safeTokens(typed);
  if (all === null) return null;
  const last = all.at(-1);
  if (last?.t === "close") return null;
  const at = last?.t === "word" ? last.at : typed.length;
  const named = all.flatMap((token) => (token.t === "word" && token.at !== at ? [token.text] : []));
  const word = typed.slice(at);
  return /\s/.test(word) ? null : { before: typed.slice(0, at), word, named: new Set(named) };
}

function safeTokens(typed: string): readonly Token[] | null {
  try {
    return tokens(typed);
  } catch {
    return null; // a bracket is open, and a number in it anybody's guess
  }
}

function words(inventory: Inventory, word: string): readonly Candidate[] {
  const groups = [...inventory.groups].map(([name, text]) => ({ value: `@${name}`, description: text }));
  const [, label, operator] = /^(.*?)(!?=)/s.exec(word) ?? [];
  if (label === undefined) return [...hostNames(inventory), ...groups, ...labelNames(inventory).map(withEqual)];
  const values = [...(valuesByLabel(inventory).get(label) ?? [])];
  return values.map(([value, count]) => ({ value: `${label}${operator}${value}`, description: hostCount(count) }));
}

const withEqual = ({ value, description }: Candidate): Candidate => ({ value: `${value}=`, description });

const hostCount = (count: number): string => (count === 1 ? "1 host" : `${count} hosts`);

const describe = ({ address: { host, port }, labels }: InventoryHost): string =>
  [`${host.includes(":") ? `[${host}]` : host}:${port}`, ...[...labels].map(([name, value]) => `${name}=${value}`)].join(" ");

/** Label → value → how many hosts have it. */
function valuesByLabel({ hosts }: Pick<Inventory, "hosts">): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const found = new Map<string, Map<string, number>>();
  for (const { labels } of hosts.values())
    for (const [label, value] of labels) {
      const values = found.get(label) ?? new Map<string, number>();
      found.set(label, values.set(value, (values.get(value) ?? 0) + 1));
    }
  return found;
}
