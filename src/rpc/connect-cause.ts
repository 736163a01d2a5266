import type { HostTarget } from "./host-target.ts";

const HUNG_UP = "it hung up";

const PLAIN: readonly (readonly [mark: RegExp, local: string, network: string])[] = [
  [/\bENOENT\b/, "there is no such socket", "no such address"],
  [/\bECONNREFUSED\b/, "refused: nobody listens there", "refused"],
  [/\bEACCES\b|\bEPERM\b/, "permission denied", "permission denied"],
  [/\bENOTSOCK\b/, "it is not a socket", "it is not a socket"],
  [/\bEAGAIN\b/, "too many wait there already", "too many wait there already"],
  [/\bECONNRESET\b|\bEPIPE\b|Socket closed|Connection closed|Last error: Failed to connect/, HUNG_UP, HUNG_UP],
  [/\bEHOSTUNREACH\b/, "no route to host", "no route to host"],
  [/\bENETUNREACH\b/, "no network", "no network"],
  [/\bETIMEDOUT\b/, "no answer", "no answer"],
  [
    /self-signed certificate|unable to (verify|get local issuer|get issuer)/,
    "",
    "its certificate is of an authority that is not known here",
  ],
  [/certificate has expired/, "", "its certificate has expired, or this machine's clock is wrong"],
  [/certificate is not yet valid/, "", "its certificate is not valid yet: is the clock of this machine right?"],
  [/unsuitable certificate purpose/, "", "its certificate is not for agents"],
  [/wrong version number|packet length too long|http request/i, "", "it does not speak TLS there"],
  [/alert|ERR_SSL|no application protocol/i, "", "it refused the TLS connection; see its log"],
  [/Name resolution failed|\bENOTFOUND\b|\bEAI_AGAIN\b/, "unknown name", "unknown name"],
];

/** Why a connection was not established, in plain words, from what gRPC says of its last attempt. */
export function connectCause({ kind, ...target }: HostTarget, details: string): string {
  const plain = PLAIN.find(([mark]) => mark.test(details));
  const overTls = "serverName" in target && target.serverName !== null;
  if (plain !== undefined && plain[2] === HUNG_UP && overTls)
    return `${HUNG_UP}, as an agent does that does not know the authority of the certificate that is shown to it`;
  if (plain !== undefined) return kind === "unix" ? plain[1] : plain[2];
  const last = /Last error: (?:Error: )?(.*?)(?: \([^()]*Z\))?(?:\. Resolution note: .*)?$/s.exec(details);
  return last?.[1] ?? details;
}

/** Why a connection was not established within its time. */
export function silenceCause(kind: HostTarget["kind"], seconds: number): string {
  return kind === "unix" ? `somebody listens there, but did not answer within ${seconds} s` : `no answer within ${seconds} s`;
}
