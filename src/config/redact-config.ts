import { redactData } from "../core/redact-data.ts";
import { REMOVED } from "../core/redact-text.ts";
import type { ConfigTree, ConfigValue } from "./config-tree.ts";

type Part = ConfigValue | ConfigTree | undefined;

/**
 * A configuration in the shape of its file without its secrets, as {@link redactData} finds them; of where notifications are
 * sent the path goes too, in which many services have their token. It keeps its keys.
 */
export function redactConfig(tree: ConfigTree): ConfigTree {
  const { notify } = tree;
  const told = isTree(notify) ? Object.fromEntries(Object.entries(notify).map(([name, one]) => [name, withoutPath(one)])) : null;
  return redactData(told === null ? tree : { ...tree, notify: told });
}

const withoutPath = (one: ConfigValue | ConfigTree): ConfigValue | ConfigTree =>
  isTree(one) && typeof one["http"] === "string" ? { ...one, http: urlWithoutPath(one["http"]) } : one;

/** `https://hooks.example/services/T0/B1/xyz` → `https://hooks.example/(removed)` */
export const urlWithoutPath = (url: string): string => url.replace(/^([a-z]+:\/\/[^/?#]*)[/?#].+$/i, `$1/${REMOVED}`);

const isTree = (part: Part): part is ConfigTree => typeof part === "object" && part !== null && !Array.isArray(part);
