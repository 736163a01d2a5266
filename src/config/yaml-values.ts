import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar, visit, type YAMLMap } from "yaml";
import { type DocumentPath, pathKey } from "./document-path.ts";
import { MAX_NESTING } from "./yaml-nesting.ts";

/** How many values aliases may stand for, all together: a few lines of them can otherwise expand to billions. */
export const MAX_ALIASED_VALUES = 10_000;

const TOO_MANY = "aliases stand for too many values; write them out";

/** Where a value is written, as offsets into the text. */
export interface YamlNode {
  /** Of its key; null for the items of a list and for the top. */
  readonly key: number | null;
  readonly value: number;
  /** The text of a scalar without quotes; null for anything else. */
  readonly source: string | null;
}

/** Something wrong at a path of the document. */
export interface PathProblem {
  readonly path: DocumentPath;
  readonly offset: number;
  readonly message: string;
}

/** How a document is to be read. */
export interface YamlReading {
  /** Whether a key without a value is null, and not a problem. */
  readonly allowEmpty: boolean;
  /** The line of an offset, 1-based. */
  readonly lineOf: (offset: number) => number;
}

type Source = Node | null | undefined;
type Mapping = Record<string, unknown>;

/** Turns the nodes of one document into plain values, and keeps where each of them is written. */
export class YamlValues {
  readonly nodes = new Map<string, YamlNode>();
  readonly problems: PathProblem[] = [];
  /** The paths, as {@link pathKey} has them, that are a problem because they have no value. */
  readonly valueless = new Set<string>();
  /** False where a part had to be left out, so that the values cannot be judged. */
  complete = true;
  readonly #top: Source;
  readonly #targets: ReadonlyMap<Alias, Node | undefined>;
  readonly #options: YamlReading;
  readonly #open = new Set<Node>();
  #aliased = 0;
  #aliasDepth = 0;

  constructor(document: Document.Parsed, options: YamlReading) {
    this.#options = options;
    this.#top = document.contents;
    this.#targets = aliasTargets(document);
  }

  /** The whole document. To be called once. */
  read(): unknown {
    return this.#value(this.#top, [], null);
  }

  #value(node: Source, path: DocumentPath, key: number | null): unknown {
    this.#note(node, path, key);
    if (this.#aliasDepth > 0) this.#aliased += 1;
    if (path.length > MAX_NESTING) return this.#giveUp(node, path, "is nested too deeply to be a configuration");
    if (this.#aliased > MAX_ALIASED_VALUES) return this.#giveUp(node, path, TOO_MANY);
    if (isAlias(node)) return this.#alias(node, path, (target) => this.#value(target, path, key));
    if (isMap(node)) return this.#within(node, () => this.#mapping(node, path));
    if (isSeq(node)) return this.#within(node, () => node.items.map((item, i) => this.#value(item as Node, [...path, i], null)));
    return this.#scalar(node, path, key);
  }

  /** Reads what an alias stands for, unless there is nothing or the alias itself lies in it. */
  #alias<T>(alias: Alias, path: DocumentPath, read: (target: Node) => T): T | undefined {
    const target = this.#targets.get(alias);
    if (target === undefined) return this.#giveUp(alias, path, `there is no anchor &${alias.source} above this alias`);
    if (this.#open.has(target)) return this.#giveUp(alias, path, "the alias stands for something that contains it");
    this.#aliased += 1; // a merge stands for something too, though it may have no value of its own
    if (this.#aliased > MAX_ALIASED_VALUES) return this.#giveUp(alias, path, TOO_MANY);
    this.#aliasDepth += 1;
    const value = read(target);
    this.#aliasDepth -= 1;
    return value;
  }

  #within<T>(node: Node, read: () => T): T {
    this.#open.add(node);
    const value = read();
    this.#open.delete(node);
    return value;
  }

  #mapping(node: YAMLMap, path: DocumentPath): Mapping {
    const into: Mapping = Object.create(null);
    const seen = new Map<string, number>();
    const own = new Set(node.items.map(({ key }) => keyText(key)));
    for (const { key, value } of node.items) {
      if (isMergeKey(key)) this.#merge(value as Source, path, into, own);
      else this.#pair(key as Source, value as Source, path, into, seen);
    }
    return into;
  }

  #pair(key: Source, value: Source, path: DocumentPath, into: Mapping, seen: Map<string, number>): void {
    const name = keyText(key);
    const first = seen.get(name ?? "");
    if (name === null || name === "" || name === "__proto__") {
      this.#report(key, path, "a key must be a plain text");
    } else if (first !== undefined) {
      this.#report(key, [...path, name], `is in line ${this.#options.lineOf(first)} already; remove one of the two`);
    } else {
      seen.set(name, startOf(key));
      into[name] = this.#value(value, [...path, name], startOf(key));
    }
  }

  /** `<<: *base`: the keys of another mapping, or of several of which the first wins, where the mapping has none of its own. */
  #merge(value: Source, path: DocumentPath, into: Mapping, own: ReadonlySet<string | null>): void {
    if (isAlias(value)) this.#alias(value, path, (target) => this.#merge(target, path, into, own));
    else if (isSeq(value)) this.#within(value, () => this.#mergeAll(value.items as Source[], path, into, own));
    else if (isMap(value)) this.#within(value, () => this.#mergeOne(value, path, into, own));
    else this.#report(value, [...path, "<<"], "must be the alias of a mapping, or a list of such");
  }

  #mergeAll(values: readonly Source[], path: DocumentPath, into: Mapping, own: ReadonlySet<string | null>): void {
    for (const value of values) this.#merge(value, path, into, own);
  }

  #mergeOne(source: YAMLMap, path: DocumentPath, into: Mapping, own: ReadonlySet<string | null>): void {
    const taken = new Set([...own, ...Object.keys(into)]);
    for (const { key, value } of source.items) {
      if (isMergeKey(key)) this.#merge(value as Source, path, into, own);
      else if (!taken.has(keyText(key))) this.#pair(key as Source, value as Source, path, into, new Map());
    }
  }

  #scalar(node: Source, path: DocumentPath, key: number | null): unknown {
    if (isScalar(node) && !isEmpty(node)) return node.value;
    if (this.#options.allowEmpty) return null;
    this.valueless.add(pathKey(path));
    this.problems.push({ path, offset: key ?? startOf(node), message: "has no value; give it one, or remove it" });
    return null;
  }

  #note(node: Source, path: DocumentPath, key: number | null): void {
    const name = pathKey(path);
    const known = this.nodes.get(name);
    const source = isScalar(node) ? (node.source ?? String(node.value)) : null;
    // What an alias stands for is noted after the alias itself: the value lies where the alias is, its text is the other's.
    this.nodes.set(name, { key, value: known?.value ?? startOf(node), source });
  }

  #report(node: Source, path: DocumentPath, message: string): void {
    this.problems.push({ path, offset: startOf(node), message });
  }

  #giveUp(node: Source, path: DocumentPath, message: string): undefined {
    if (this.complete) this.#report(node, path, message);
    this.complete = false;
  }
}

/** The node that each alias stands for: the last one above it with that anchor. */
function aliasTargets(document: Document.Parsed): Map<Alias, Node | undefined> {
  const anchored = new Map<string, Node>();
  const targets = new Map<Alias, Node | undefined>();
  visit(document, {
    Alias: (_, alias) => void targets.set(alias, anchored.get(alias.source)),
    Value: (_, node) => void (node.anchor !== undefined && anchored.set(node.anchor, node)),
  });
  return targets;
}

const startOf = (node: Source): number => node?.range?.[0] ?? 0;

const isEmpty = (node: Scalar): boolean => node.value === null && node.source === "";

const isMergeKey = (key: unknown): boolean => isScalar(key) && key.type === "PLAIN" && key.source === "<<";

/** Keys are texts: `8080:` is the key "8080". Null for what cannot be one. */
function keyText(key: unknown): string | null {
  if (!isScalar(key)) return null;
  return key.source ?? String(key.value);
}
