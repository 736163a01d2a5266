import type { IdentityKind } from "../core/identity.ts";

/** How holders of certificates may be called, as people read it in a message. */
export const NAME_RULE = {
  agent: "a host name as in agent.yaml: letters, digits, dots, dashes and underscores, a letter or digit first and last",
  caller: "a letter or digit, then up to 63 letters, digits or any of . _ - @",
} as const;

const AGENT = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/;
const CALLER = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

/** Whether the holder of a certificate of this kind may be called so: see {@link NAME_RULE}. */
export const isIdentityName = (kind: IdentityKind, name: string): boolean => (kind === "agent" ? AGENT : CALLER).test(name);
