import type { X509Certificate } from "node:crypto";
import { IDENTITY_KINDS, type Identity, type IdentityKind } from "../core/identity.ts";
import { parseComponentName } from "../core/names.ts";
import { alternativeNames } from "./alternative-names.ts";
import { isIdentityName } from "./identity-name.ts";
import { usageProblem } from "./key-usage.ts";

/** Who a certificate says that its holder is, or why it says nothing that counts. */
export type IdentityReading =
  | { readonly ok: true; readonly identity: Identity }
  | { readonly ok: false; readonly problem: string };

const WHO = "spiffe://imageserving/";
const HOSTS = "imageserving:hosts?";
const COMPONENTS = "imageserving:components?";

/**
 * Reads who the holder of a certificate is from the URIs in it, as {@link identityUris} writes them. Anything of ours that is
 * not understood is a problem: a limit that is ignored is none. Whether the hosts are a set of hosts is for whoever has to
 * expand it; who signed the certificate and until when it holds is not looked at.
 */
export function readIdentity(certificate: X509Certificate): IdentityReading {
  const names = alternativeNames(certificate);
  if (names === null) return problem("its subjectAltName cannot be read");
  const reading = identityIn(names.filter(({ type }) => type === "URI").map(({ value }) => value));
  const misused = reading.ok ? usageProblem(reading.identity.kind, certificate.keyUsage ?? []) : null;
  return misused === null ? reading : problem(misused);
}

/** The URIs that stand for an identity in a certificate. */
export const identityUris = ({ kind, name, hosts, components }: Identity): readonly string[] => [
  `${WHO}${kind}/${name}`,
  ...(hosts === null ? [] : [`${HOSTS}${encodeURIComponent(hosts)}`]),
  ...(components === null ? [] : [`${COMPONENTS}${components.join(",")}`]),
];

function identityIn(uris: readonly string[]): IdentityReading {
  const who = uris.filter((uri) => /^spiffe:/i.test(uri)); // schemes have no case (RFC 3986, 3.1)
  const limits = uris.filter((uri) => /^imageserving:/i.test(uri));
  const [first, second] = who;
  if (first === undefined) return problem(`it names nobody: it has no URI ${WHO}ROLE/NAME`);
  if (second !== undefined) return problem(`it names ${who.length} holders: ${who.map(quoted).join(", ")}`);
  const holder = holderIn(first);
  if (typeof holder === "string") return problem(holder);
  return holder.kind === "agent" && limits.length > 0
    ? problem("it limits an agent, which has no limits")
    : limited(holder, limits);
}

interface Holder {
  readonly kind: IdentityKind;
  readonly name: string;
}

function holderIn(uri: string): Holder | string {
  const [word = "", name = "", ...rest] = uri.startsWith(WHO) ? uri.slice(WHO.length).split("/") : [];
  const kind = IDENTITY_KINDS.find((each) => each === word);
  if (kind === undefined) return `${quoted(uri)} is not ${WHO}ROLE/NAME with one of the roles ${IDENTITY_KINDS.join(", ")}`;
  return rest.length === 0 && isIdentityName(kind, name) ? { kind, name } : `${quoted(uri)} has a name that no ${kind} may have`;
}

function limited(holder: Holder, limits: readonly string[]): IdentityReading {
  let [hosts, components]: [string | null, readonly string[] | null] = [null, null];
  for (const uri of limits) {
    if (hosts === null && uri.startsWith(HOSTS)) hosts = hostsIn(uri.slice(HOSTS.length));
    else if (components === null && uri.startsWith(COMPONENTS)) components = componentsIn(uri.slice(COMPONENTS.length));
    else return problem(`${quoted(uri)} is a limit that is not known here, or one of two`);
    if (hosts === "" || components?.length === 0) return problem(`${quoted(uri)} is a limit that cannot be read`);
  }
  return { ok: true, identity: { ...holder, hosts, components } };
}

/** Empty where it cannot be read. */
function hostsIn(text: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(text)) === text ? decodeURIComponent(text) : "";
  } catch {
    return "";
  }
}

/** Empty where it cannot be read. */
function componentsIn(text: string): readonly string[] {
  const names = text.split(",");
  return names.every((name) => parseComponentName(name) !== null) ? names : [];
}

const quoted = (uri: string): string => JSON.stringify(uri);

const problem = (text: string): IdentityReading => ({ ok: false, problem: text });
