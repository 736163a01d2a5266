import { FaultError } from "../../core/fault.ts";
import type { ComponentName } from "../../core/names.ts";
import type { WatchedHost } from "../watch/watched-host.ts";

/** Says of names that no host has, once every host has said what it has; null before, and where each is somewhere. */
export function unknownComponents(hosts: Iterable<WatchedHost>, names: readonly string[]): FaultError | null {
  const known = new Set<ComponentName>();
  for (const { status } of hosts) {
    if (status === null) return null; // it may have them
    for (const { name } of status.components) known.add(name);
  }
  const unknown = names.filter((name) => !known.has(name as ComponentName));
  return unknown.length === 0 ? null : new FaultError({ code: "UNKNOWN_COMPONENT", names: unknown, known: [...known] });
}
