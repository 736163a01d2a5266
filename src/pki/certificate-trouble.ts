import type { X509Certificate } from "node:crypto";
import { humanDuration, ms } from "../core/duration.ts";
import type { Identity } from "../core/identity.ts";
import { readIdentity } from "./read-identity.ts";

/** One thing about a certificate: an error keeps it from being used, a warning will before long. */
export interface Trouble {
  readonly severity: "error" | "warning";
  readonly message: string;
}

/** How long before its end a certificate is warned of, in milliseconds. */
const WARN_BEFORE_MS = 14 * 86_400_000;

/**
 * What is wrong with a certificate, or soon will be. Who signed it is not looked at.
 * @param now the wall clock of this machine.
 * @param use what it is to be used for here: to call, or to be called.
 */
export function certificateTrouble(certificate: X509Certificate, now: Date, use: "caller" | "agent"): readonly Trouble[] {
  return [...identityTrouble(certificate, use), ...validityTrouble(certificate, now)];
}

/** What is wrong with the time during which a certificate holds: as {@link certificateTrouble} says it, of an authority's too. */
export function validityTrouble(certificate: X509Certificate, now: Date): readonly Trouble[] {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (now < from) {
    return [error(`not valid before ${moment(from)}; this machine's clock says ${moment(now)}: is the clock right?`)];
  }
  if (now > to) return [error(`expired at ${moment(to)}, ${apart(to, now)} ago; ${remedy(certificate)}`)];
  const left = to.getTime() - now.getTime();
  return left > WARN_BEFORE_MS
    ? []
    : [{ severity: "warning", message: `expires at ${moment(to)}, in ${apart(now, to)}; ${remedy(certificate)}` }];
}

function identityTrouble(certificate: X509Certificate, use: "caller" | "agent"): readonly Trouble[] {
  const reading = readIdentity(certificate);
  if (!reading.ok) return [error(reading.problem)];
  const { kind, name } = reading.identity;
  if ((kind === "agent") === (use === "agent")) return [];
  return [
    kind === "agent"
      ? error(`it is the certificate of agent ${name}, which cannot be used to call; use that of a viewer, operator or admin`)
      : error(
          `it is the certificate of ${kind} ${name}, which cannot be used for an agent; use one that is issued for the agent`,
        ),
  ];
}

function remedy(certificate: X509Certificate): string {
  if (certificate.ca) return "make a new authority with: ImageServing pki init DIR, and issue all certificates anew";
  const reading = readIdentity(certificate);
  return `issue a new one where the authority is, with: ${reading.ok ? renewal("DIR", reading.identity) : "ImageServing pki issue"}`;
}

/** The command that issues a certificate anew, with the addresses and limits that it has. */
export const renewal = (dir: string, { kind, name }: Pick<Identity, "kind" | "name">): string =>
  `ImageServing pki issue ${dir} ${kind} ${name} --replace`;

const error = (message: string): Trouble => ({ severity: "error", message });

/** To the second, which is all that a certificate has. */
const moment = (at: Date): string =>
  at
    .toISOString()
    .replace(".000Z", "Z")
    .replace(/\.\d+Z$/, "Z");

const apart = (from: Date, to: Date): string => humanDuration(ms(to.getTime() - from.getTime()));
