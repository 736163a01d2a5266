import type { X509Certificate } from "node:crypto";
import { FaultError } from "../../core/fault.ts";
import type { Caller } from "../../core/host-service.ts";
import { type Identity, mayAs, ROLES, type Role } from "../../core/identity.ts";
import { expandHosts } from "../../fleet/host-set.ts";
import { readIdentity } from "../../pki/read-identity.ts";
import type { IncomingCall } from "../../rpc/incoming-call.ts";

/** What decides on who may call. */
export interface AccessRules {
  /** Name of this host. */
  host(): string;
  /** The wall clock. */
  now(): Date;
  isDenied(certificate: X509Certificate): boolean;
}

/** Who calls, by the certificate that was shown. Throws PERMISSION_DENIED for one who must not make this call. */
export function identifyCaller(call: IncomingCall, rules: AccessRules): Caller {
  const { certificate, method, from } = call;
  if (certificate === null) throw denied(method, unprovenSentence(rules.now()));
  const reading = readIdentity(certificate);
  if (!reading.ok) throw denied(method, `of the caller's certificate: ${reading.problem}`);
  const { kind, name, components } = reading.identity;
  if (kind === "agent") throw denied(method, `${name} is an agent, and its certificate is not for callers`);
  const why = rules.isDenied(certificate) ? "was revoked" : validity(certificate, rules.now());
  if (why !== null) throw denied(method, `the certificate of ${name} ${why}`);
  if (!reaches(reading.identity, rules.host()))
    throw denied(method, `the certificate of ${name} is for other hosts than ${rules.host()}`);
  if (!mayAs(kind, call.needs)) throw denied(method, `${name} is ${article(kind)} ${kind}; ${whoMay(call.needs)} may`);
  return { name, from, role: kind, components };
}

/** The caller of a call that was refused, as far as its certificate tells: for the record. */
export function claimedCaller({ certificate, from, label }: IncomingCall): Caller {
  const reading = certificate === null ? null : readIdentity(certificate);
  const nobody = { from, role: "viewer", components: [] } as const;
  if (reading === null || !reading.ok) return { ...nobody, name: `unknown (${label})` };
  const { kind, name } = reading.identity;
  return { ...nobody, name, role: kind === "agent" ? "viewer" : kind };
}

const unprovenSentence = (now: Date): string =>
  `the caller's certificate has expired, is not valid yet, or is not for callers; this host's clock says ${now.toISOString()}`;

/** Why the certificate does not hold at this moment; null: it does. A connection may be older than that. */
export function validity({ validFrom, validTo }: X509Certificate, now: Date): string | null {
  if (now < new Date(validFrom)) return `is not valid before ${validFrom}`;
  return now > new Date(validTo) ? `expired at ${validTo}` : null;
}

/** A set of hosts that cannot be read has nobody in it. */
function reaches({ hosts }: Identity, host: string): boolean {
  if (hosts === null) return true;
  try {
    return expandHosts(hosts).includes(host);
  } catch {
    return false;
  }
}

/** `operators and admins` */
const whoMay = (needs: Role): string =>
  ROLES.filter((role) => mayAs(role, needs))
    .map((role) => `${role}s`)
    .join(" and ");

const article = (role: Role): string => (role === "viewer" ? "a" : "an");

const denied = (method: string, who: string): FaultError => new FaultError({ code: "PERMISSION_DENIED", what: method, who });
