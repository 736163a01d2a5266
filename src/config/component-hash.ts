import { createHash } from "node:crypto";
import type { ComponentSpec } from "../core/component-spec.ts";

/**
 * `sha256:` and 64 hex digits over what the components effectively are: every default filled in, names sorted, `after` sorted.
 * Two files that differ in comments, in the order of their keys or in how a duration is written hash the same. The folder
 * of the file counts only where a component's `cwd` comes from it; the name of the host and where it listens never count.
 */
export function componentsHash(components: Iterable<ComponentSpec>): string {
  return digest(Object.fromEntries([...components].map((spec) => [spec.name, comparable(spec)])));
}

/** The same over one component. */
export const componentHash = (spec: ComponentSpec): string => digest(comparable(spec));

const comparable = (spec: ComponentSpec) => ({ ...spec, after: [...spec.after].sort() });

const digest = (value: unknown): string => `sha256:${createHash("sha256").update(canonicalJson(value)).digest("hex")}`;

/** JSON with the keys of every object sorted, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== "object" || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
