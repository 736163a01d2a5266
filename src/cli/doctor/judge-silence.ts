import type { CheckName } from "../../core/checks/check-table.ts";
import { type FaultCode, type FaultError, messageOf } from "../../core/fault.ts";
import type { Finding } from "../../core/finding.ts";

/** A cause that is told in words, what kind of check it fails, and what to do. */
type Row = readonly [said: RegExp, check: CheckName, remedy: string];

const MIXED_UP =
  "names or addresses are mixed up: compare ImageServing hosts -o wide with host and listen.address in the agent.yaml there";

const CAUSES: readonly Row[] = [
  [/certificate is that of|certificate is no agent's|not of an agent/, "identity", MIXED_UP],
  [
    /certificate has expired|not valid yet/,
    "certificate",
    "issue a new one with: ImageServing pki issue DIR agent HOST --replace, or set the clock right that is wrong",
  ],
  [/not for agents/, "certificate", "issue one for it with: ImageServing pki issue DIR agent HOST"],
  [/authority/, "certificate", "the ca.crt of the inventory and the one of listen.tls there must be of the same authority"],
  [/TLS/, "certificate", "see listen.tls in the agent.yaml there, and the agent's log"],
  [/unknown name|no such address/, "reach", "mend its address in the inventory, or the name in DNS"],
  [/refused/, "reach", "nobody listens there: start the agent, or mend listen.address there or the address in the inventory"],
  [/no answer|no route|no network/, "reach", "see whether the host is up, and whether a firewall lets its port through"],
];

const CODES: Partial<Record<FaultCode, readonly [check: CheckName, remedy: string]>> = {
  WRONG_HOST: ["identity", MIXED_UP],
  NOT_RESPONDING: ["reach", "its agent hangs, or the host is overloaded: look there with: ImageServing doctor"],
  PERMISSION_DENIED: ["permission", "use a certificate that may ask for everything of this host"],
};

/** What it means that a host could not be asked: always an error, as nobody knows how it is. */
export function judgeSilence(error: FaultError): Finding {
  const message = messageOf(error);
  const byCode = CODES[error.fault.code];
  const [, check, remedy] = CAUSES.find(([said]) => said.test(message)) ?? [null, "reach", ""];
  const known = byCode ?? (/unimplemented|unknown method/i.test(message) ? TOO_OLD : [check, remedy]);
  return { severity: "error", check: known[0], subject: "", message, remedy: known[1] };
}

const TOO_OLD = [
  "version",
  "its agent is older than check-ups: install this version there; a restart of an agent leaves components running",
] as const;
