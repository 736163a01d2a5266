import { humanDuration, ms } from "../duration.ts";
import { error, ok, type Verdict, warning } from "./findings.ts";

/** What there is to see of a certificate and what belongs to it; null: that is not looked at. */
export interface CertificateFacts {
  readonly validFrom: Date;
  readonly validTo: Date;
  readonly isAuthority: boolean;
  /** Why it cannot be used for what it is to be used for; null: it can. */
  readonly misuse: string | null;
  /** The name that it gives its holder. */
  readonly name: string | null;
  readonly expectedName: string | null;
  readonly keyMatches: boolean | null;
  readonly signedByCa: boolean | null;
  readonly denied: boolean | null;
  /** The command that makes a new one. */
  readonly renewal: string;
}

const DAY_MS = 86_400_000;
/** How long before its end a certificate is warned of, and is an error. */
export const EXPIRY_WARNING_MS = 30 * DAY_MS;
export const EXPIRY_ERROR_MS = 7 * DAY_MS;

/** All that is wrong with a certificate; one `ok` where nothing is. @param now the wall clock of who looks. */
export function judgeCertificate(facts: CertificateFacts, now: Date): readonly Verdict[] {
  const found = [...fitting(facts), ...validity(facts, now)];
  return found.length > 0 ? found : [ok(`holds until ${moment(facts.validTo)}`)];
}

function fitting(facts: CertificateFacts): readonly Verdict[] {
  const { misuse, name, expectedName, keyMatches, signedByCa, denied, renewal } = facts;
  const another = misuse === null && expectedName !== null && name !== expectedName;
  return [
    ...(misuse === null ? [] : [error(misuse, renewal)]),
    ...(another
      ? [
          error(
            `it is the certificate of ${name ?? "nobody"}, and this is ${expectedName}: callers refuse it`,
            `issue one for this host: ${renewal}`,
          ),
        ]
      : []),
    ...(keyMatches === false
      ? [error("its key is another one's", "put the key in place that was made with it, or issue both anew")]
      : []),
    ...(signedByCa === false
      ? [
          error(
            "none of the authorities beside it has signed it",
            "put the ca.crt in place of the authority that did, or issue it anew there",
          ),
        ]
      : []),
    ...(denied === true ? [error("it is on the deny-list: it is refused everywhere", renewal)] : []),
  ];
}

function validity({ validFrom, validTo, isAuthority, renewal }: CertificateFacts, now: Date): readonly Verdict[] {
  const left = validTo.getTime() - now.getTime();
  if (now < validFrom) {
    const message = `not valid before ${moment(validFrom)}, and the clock of this machine says ${moment(now)}`;
    return [error(message, "set the clock right, or issue it anew")];
  }
  const what = isAuthority ? ", and every certificate that it signed with it" : "";
  if (left <= 0) return [error(`expired at ${moment(validTo)}, ${span(-left)} ago${what}`, renewal)];
  const severe = left < EXPIRY_ERROR_MS ? error : left < EXPIRY_WARNING_MS ? warning : null;
  return severe === null ? [] : [severe(`expires at ${moment(validTo)}, in ${span(left)}${what}`, renewal)];
}

/** To the second, which is all that a certificate has. */
const moment = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, "Z");

const span = (length: number): string => humanDuration(ms(length));
