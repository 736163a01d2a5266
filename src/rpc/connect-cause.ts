import type { HostTarget } from "./host-target.ts";

const PLAIN: readonly (readonly [mark: RegExp, local: string, network: string])[] = [
  [/\bENOENT\b/, "there is no such socket", "no such address"],
  [/\bECONNREFUSED\b/, "refused: nobody listens there", "refused"],
  [/\bEACCES\b|\bEPERM\b/, "permission denied", "permission denied"],
  [/\bENOTSOCK\b/, "it is not a socket", "it is not a socket"],
  [/\bEAGAIN\b/, "too many wait there already", "too many wait there already"],
  [/\bECONNRESET\b|\bEPIPE\b|Socket closed|Connection closed|Last error: Failed to connect/, "it hung up", "it hung up"],
  [/\bEHOSTUNREACH\b/, "no route to host", "no route to host"],
  [/\bENETUNREACH\b/, "no network", "no network"],
  [/\bETIMEDOUT\b/, "no answer", "no answer"],
  [/Name resolution failed|\bENOTFOUND\b|\bEAI_AGAIN\b/, "unknown name", "unknown name"],
];

/** Why a connection was not established, in plain words, from what gRPC says of its last attempt. */
export function connectCause(kind: HostTarget["kind"], details: string): string {
  const plain = PLAIN.find(([mark]) => mark.test(details));
  if (plain !== undefined) return kind === "unix" ? plain[1] : plain[2];
  const last = /Last error: (?:Error: )?(.*?)(?: \([^()]*Z\))?(?:\. Resolution note: .*)?$/s.exec(details);
  return last?.[1] ?? details;
}

/** Why a connection was not established within its time. */
export function silenceCause(kind: HostTarget["kind"], seconds: number): string {
  return kind === "unix" ? `somebody listens there, but did not answer within ${seconds} s` : `no answer within ${seconds} s`;
}
