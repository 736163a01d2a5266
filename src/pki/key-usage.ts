import type { IdentityKind } from "../core/identity.ts";

/** The extended key usages (RFC 5280, 4.2.1.12), by what we call them. */
export const KEY_USAGE = {
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
  any: "2.5.29.37.0",
} as const;

/** What a certificate of this kind is for: agents are called, all others call. */
export const usageOf = (kind: IdentityKind): "serverAuth" | "clientAuth" => (kind === "agent" ? "serverAuth" : "clientAuth");

/**
 * What is wrong with the extended key usages of a certificate of this kind; null: nothing. Each is for one end of a connection
 * only, so that who steals the key of a host's agent cannot call other hosts with it.
 */
export function usageProblem(kind: IdentityKind, usages: readonly string[]): string | null {
  const right = usageOf(kind);
  const wrong = right === "serverAuth" ? "clientAuth" : "serverAuth";
  const who = kind === "agent" ? "an agent" : "a caller";
  if (!usages.includes(KEY_USAGE[right])) return `it is ${who}'s and lacks the extended key usage ${right}`;
  const excess = usages.includes(KEY_USAGE[wrong]) ? wrong : usages.includes(KEY_USAGE.any) ? "any" : null;
  return excess === null ? null : `it is ${who}'s and has the extended key usage ${excess}, which no such certificate may have`;
}
