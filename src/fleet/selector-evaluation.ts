import { FaultError } from "../core/fault.ts";
import type { Inventory, InventoryHost } from "../core/inventory.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { foldHosts } from "./fold-hosts.ts";
import { matchesGlob } from "./glob.ts";
import { parseSelector, type Selector } from "./selector.ts";
import type { Operator } from "./selector-words.ts";

type Names = ReadonlySet<string>;

/** Finds out which hosts of an inventory selectors mean, and collects what they name that the inventory does not have. */
export class SelectorEvaluation {
  readonly #inventory: Inventory;
  readonly #labels: ReadonlySet<string>;
  readonly #groups = new Map<string, Names>();
  readonly #missing = new Set<string>();
  /** The groups that are being found out, outermost first. */
  readonly #open: string[] = [];

  constructor(inventory: Inventory) {
    this.#inventory = inventory;
    this.#labels = new Set([...inventory.hosts.values()].flatMap(({ labels }) => [...labels.keys()]));
  }

  /** The names of the hosts that a selector means. What it names and is not there counts as no host, see {@link throwMissing}. */
  of(selector: Selector): Names {
    switch (selector.t) {
      case "all":
        return new Set(this.#inventory.hosts.keys());
      case "names":
        return this.#known(selector.names);
      case "globs":
        return this.#where(({ name }) => selector.globs.some((glob) => matchesGlob(name, glob)));
      case "groups":
        return new Set(selector.names.flatMap((name) => [...this.#group(name)]));
      case "label":
        return this.#labelled(selector.label, selector.equal, selector.globs);
      case "chain":
        return this.#chain(selector.first, selector.rest);
    }
  }

  /** Throws UNKNOWN_HOST where a selector named something that the inventory does not have. */
  throwMissing(): void {
    if (this.#missing.size === 0) return;
    throw new FaultError({ code: "UNKNOWN_HOST", source: this.#inventory.source, missing: [...this.#missing] });
  }

  #where(holds: (host: InventoryHost) => boolean): Names {
    return new Set([...this.#inventory.hosts.values()].filter(holds).map(({ name }) => name));
  }

  #chain(first: Selector, rest: readonly (readonly [Operator, Selector])[]): Names {
    const result = new Set(this.of(first)); // one set for all of it: ten thousand names joined by commas are no rarity
    for (const [operator, selector] of rest) {
      const operand = this.of(selector);
      if (operator === ",") for (const name of operand) result.add(name);
      else if (operator === "!") for (const name of operand) result.delete(name);
      else for (const name of result) if (!operand.has(name)) result.delete(name);
    }
    return result;
  }

  #known(names: readonly string[]): Names {
    const unknown = names.filter((name) => !this.#inventory.hosts.has(name));
    if (unknown.length > 0)
      this.#missing.add(`host ${foldHosts(unknown)}${unknown.length === 1 ? this.#hint(unknown[0] as string) : ""}`);
    return new Set(names);
  }

  #hint(name: string): string {
    const { hosts, groups } = this.#inventory;
    const longer = [...hosts.keys()].filter((known) => known.startsWith(`${name}.`));
    if (groups.has(name)) return didYouMean(`@${name}`);
    return didYouMean(longer.length === 1 ? (longer[0] as string) : nearestWord(name, [...hosts.keys()]));
  }

  #labelled(label: string, equal: boolean, globs: readonly string[]): Names {
    if (!this.#labels.has(label)) this.#missing.add(`label ${label}${didYouMean(nearestWord(label, [...this.#labels]))}`);
    return this.#where(({ labels }) => {
      const value = labels.get(label);
      return (value !== undefined && globs.some((glob) => matchesGlob(value, glob))) === equal;
    });
  }

  #group(name: string): Names {
    const text = this.#inventory.groups.get(name);
    if (text === undefined) return this.#unknownGroup(name);
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    if (this.#open.includes(name)) throw circle([...this.#open.slice(this.#open.indexOf(name)), name]);
    this.#open.push(name);
    const hosts = this.of(parseSelector(text));
    this.#open.pop();
    this.#groups.set(name, hosts);
    return hosts;
  }

  #unknownGroup(name: string): Names {
    const near = nearestWord(name, [...this.#inventory.groups.keys()]);
    this.#missing.add(`group @${name}${didYouMean(near === null ? null : `@${near}`)}`);
    return new Set();
  }
}

const didYouMean = (word: string | null): string => (word === null ? "" : ` (did you mean ${word}?)`);

function circle(path: readonly string[]): FaultError {
  const groups = path.map((name) => `@${name}`);
  const problem = `${groups[0]} contains itself: ${groups.join(" has ")}`;
  return new FaultError({ code: "INVALID_SELECTOR", selector: groups[0] as string, column: 1, problem });
}
