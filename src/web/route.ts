import { Store } from "./live/store.ts";

/** What is shown. It is in the fragment of the address, so that it can be kept, sent and gone back to. */
export type Route =
  | { readonly t: "hosts" }
  | { readonly t: "host"; readonly name: string; readonly component: string | null }
  | { readonly t: "rollouts" }
  | { readonly t: "rollout"; readonly id: string };

/** What a fragment means; whatever it does not mean is the list of hosts. */
export function parseRoute(hash: string): Route {
  const [what = "", name = "", component = ""] = hash.replace(/^#\/?/, "").split("/").map(decoded);
  if (what === "host" && name !== "") return { t: "host", name, component: component === "" ? null : component };
  if (what === "rollouts") return name === "" ? { t: "rollouts" } : { t: "rollout", id: name };
  return { t: "hosts" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

export const hostLink = (name: string, component: string | null = null): string =>
  `#/host/${encodeURIComponent(name)}${component === null ? "" : `/${encodeURIComponent(component)}`}`;

export const rolloutLink = (id: string): string => `#/rollouts/${encodeURIComponent(id)}`;

/** The route of the address, followed. */
export function followRoute(): Store<Route> {
  const store = new Store(parseRoute(window.location.hash));
  window.addEventListener("hashchange", () => store.set(parseRoute(window.location.hash)));
  return store;
}
