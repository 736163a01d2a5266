import { FaultError } from "../../core/fault.ts";
import type { IdentityKind } from "../../core/identity.ts";
import { COMPONENT_NAME_RULE, parseComponentName } from "../../core/names.ts";
import { expandHosts } from "../../fleet/host-set.ts";
import { type CertificateAddress, parseCertificateAddress } from "../../pki/certificate-address.ts";
import { isIdentityName, NAME_RULE } from "../../pki/identity-name.ts";
import type { IssueWish } from "../../pki/issue-wish.ts";
import { daysAfter, defaultDays } from "./days.ts";

/** What `pki issue` was given, as it was typed. */
export interface IssueArguments {
  readonly kind: IdentityKind;
  readonly name: string;
  readonly addresses: readonly string[];
  /** Null: {@link defaultDays}. */
  readonly days: number | null;
  readonly hosts: string | null;
  readonly components: string | null;
  readonly replace: boolean;
}

/** Checks what was typed. @throws FaultError INVALID_REQUEST, INVALID_SELECTOR */
export function readIssueWish({ kind, name, ...given }: IssueArguments, now: Date): IssueWish {
  checkName(kind, name);
  if (kind === "agent" && given.hosts !== null) throw misuse("--hosts limits callers, and an agent is none");
  if (kind === "agent" && given.components !== null) throw misuse("--components limits callers, and an agent is none");
  if (kind !== "agent" && given.addresses.length > 0)
    throw misuse("--address is where an agent is called, and callers are not called");
  if (given.hosts !== null) expandHosts(given.hosts);
  const components = given.components === null ? null : componentsIn(given.components);
  const addresses = given.addresses.map(addressIn);
  const notAfter = daysAfter(now, given.days ?? defaultDays(kind));
  return { identity: { kind, name, hosts: given.hosts, components }, addresses, notAfter, replace: given.replace };
}

function checkName(kind: IdentityKind, name: string): void {
  const rule = NAME_RULE[kind === "agent" ? "agent" : "caller"];
  if (!isIdentityName(kind, name))
    throw misuse(`${JSON.stringify(name)} cannot be the name of a certificate for ${kind}; write ${rule}`);
  // Also in capitals, for folders that do not tell them apart.
  if (name.toLowerCase() === "ca") throw misuse(`"${name}" is taken: ca.crt and ca.key are the authority's; choose another name`);
}

function componentsIn(text: string): readonly string[] {
  const names = text.split(",");
  const wrong = names.find((name) => parseComponentName(name) === null);
  if (wrong === undefined) return [...new Set(names)];
  throw misuse(
    `--components: ${JSON.stringify(wrong)} is no component; write names with commas between them, each ${COMPONENT_NAME_RULE}`,
  );
}

function addressIn(text: string): CertificateAddress {
  const address = parseCertificateAddress(text);
  if (address !== null) return address;
  throw misuse(
    `--address: ${JSON.stringify(text)} is no DNS name and no IP address; write it without port, brackets and underscores`,
  );
}

const misuse = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });
