import type { WatchedHost } from "../watch/watched-host.ts";

/** The host as if it had only these components. @param names none: all. */
export function onlyComponents(host: WatchedHost, names: readonly string[]): WatchedHost {
  if (names.length === 0 || host.status === null) return host;
  const components = host.status.components.filter(({ name }) => names.includes(name));
  return { ...host, status: { ...host.status, components } };
}
