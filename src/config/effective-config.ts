import { basename } from "node:path";
import { Document, isCollection, isScalar, type Node, Scalar } from "yaml";
import type { AgentConfig } from "../core/agent-config.ts";
import { type ConfigTree, type ConfigValue, configTree } from "./config-tree.ts";
import { type DocumentPath, writePath } from "./document-path.ts";
import type { LoadedConfig } from "./parse-agent-config.ts";
import { redactConfig } from "./redact-config.ts";

/** Whether what may be secret is shown, as whoever may read the file sees it, or `(removed)` stands in its place. */
export type Secrets = "shown" | "removed";

/** Where a value comes from. */
export type Origin = "default" | { readonly file: string; readonly line: number; readonly column: number };

/** One value that holds, as the file would write it. */
export interface EffectiveValue {
  /** As in `components.is.ready.interval`. */
  readonly path: string;
  readonly value: ConfigValue | Readonly<Record<string, never>>;
  readonly origin: Origin;
}

/** Every value that holds, in the order in which {@link effectiveYaml} shows it. */
export function effectiveValues(loaded: LoadedConfig, secrets: Secrets = "shown"): readonly EffectiveValue[] {
  return leaves(treeOf(loaded.config, secrets)).map(({ path, value }) => ({
    path: writePath(path),
    value,
    origin: originOf(loaded, path),
  }));
}

/**
 * The whole configuration that holds, as an `agent.yaml` in which every value says where it comes from: `# agent.yaml:12`
 * or `# default`. Paths are absolute in it; with its secrets, parsed again on the same machine it is the same configuration with the
 * same hash.
 */
export function effectiveYaml(loaded: LoadedConfig, secrets: Secrets = "shown"): string {
  const tree = treeOf(loaded.config, secrets);
  const document = new Document(tree);
  document.commentBefore = ` Effective configuration of ${printable(loaded.config.file)}\n ${loaded.config.hash}`;
  for (const { path } of leaves(tree)) annotate(document.getIn(path, true) as Node, originText(originOf(loaded, path)));
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** A configuration without its secrets, and without origins: for whoever is not at its file. */
export const redactedYaml = (config: AgentConfig): string =>
  new Document(treeOf(config, "removed")).toString({ lineWidth: 0, flowCollectionPadding: false });

const treeOf = (config: AgentConfig, secrets: Secrets): ConfigTree =>
  secrets === "shown" ? configTree(config) : redactConfig(configTree(config));

interface Leaf {
  readonly path: DocumentPath;
  readonly value: EffectiveValue["value"];
}

/** Lists and empty mappings are values; a mapping with keys is not, its keys are. */
function leaves(tree: ConfigTree, above: DocumentPath = []): readonly Leaf[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = [...above, key];
    if (value === null || typeof value !== "object" || Array.isArray(value)) return [{ path, value: value as ConfigValue }];
    return Object.keys(value).length === 0 ? [{ path, value: {} }] : leaves(value as ConfigTree, path);
  });
}

function originOf(loaded: LoadedConfig, path: DocumentPath): Origin {
  const place = loaded.origin(path);
  return place === null ? "default" : { file: loaded.config.file, ...place };
}

const originText = (origin: Origin) => (origin === "default" ? "default" : `${printable(basename(origin.file))}:${origin.line}`);

/** A file name may hold anything, a line break too; a comment may not. */
const printable = (name: string) => name.replaceAll(/[\p{Cc}\u2028\u2029]/gu, "?");

/** Puts the comment behind the value, on its line: lists stay on one line, texts with line breaks are quoted. */
function annotate(node: Node, comment: string): void {
  node.comment = ` ${comment}`;
  if (isCollection(node)) node.flow = true;
  const scalars = isCollection(node) ? node.items : [node];
  for (const scalar of scalars) {
    if (isScalar(scalar) && typeof scalar.value === "string" && !PLAIN.test(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
  }
}

/** Printable ASCII; anything else is quoted, so that it can be told from what it looks like. */
const PLAIN = /^[\x20-\x7e]*$/;
