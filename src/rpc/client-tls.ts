import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { checkServerIdentity, createSecureContext, type PeerCertificate, type SecureContext } from "node:tls";
import { type ChannelCredentials, credentials } from "@grpc/grpc-js";
import { FaultError, messageOf } from "../core/fault.ts";

/** Texts of PEM files: who one is, and who signs the certificates of the others. */
export interface TlsPem {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** What is wrong with the certificate that an agent shows as the host `host`; null: it is that host's. */
export type RecogniseAgent = (certificate: X509Certificate, host: string) => string | null;

/** How a channel to one host is secured. */
export interface ChannelSecurity {
  readonly credentials: ChannelCredentials;
  /** The name that is asked for in the handshake; null: none, as without TLS. */
  readonly serverName: string | null;
}

/** Makes that for one host. @param host its name in the inventory. @param address where it is called: a name, or an address. */
export type SecureChannel = (host: string, address: string) => ChannelSecurity;

/**
 * TLS 1.3 for channels to agents, with one context for all of them. An agent with another host's certificate is refused
 * before anything is sent.
 * @param recognise has the say on certificates that name an agent; others must have the host's name or address, as usual (RFC 6125).
 * @throws FaultError BAD_FILE where the files do not fit together.
 */
export function clientTls(pem: TlsPem, recognise: RecogniseAgent): SecureChannel {
  const context = secureContext(pem);
  return (host, address) => ({
    credentials: credentials.createFromSecureContext(context, {
      checkServerIdentity: (_, certificate) => refusal(recognise, host, address, certificate),
    }),
    serverName: isIP(host) === 0 ? host : "agent", // an address may not be asked for (RFC 6066, 3)
  });
}

/** Without TLS, for agents on a loopback address. */
export const plainChannel: SecureChannel = () => ({ credentials: credentials.createInsecure(), serverName: null });

function secureContext(pem: TlsPem): SecureContext {
  try {
    return createSecureContext({ ...pem, minVersion: "TLSv1.3" });
  } catch (error) {
    const remedy = "cert and key must be a pair, and all three PEM; see tls in the inventory";
    throw new FaultError({ code: "BAD_FILE", path: "tls", cause: `cannot be used: ${messageOf(error)}`, remedy });
  }
}

function refusal(recognise: RecogniseAgent, host: string, address: string, certificate: PeerCertificate): Error | undefined {
  const problem = recognise(new X509Certificate(certificate.raw), host);
  if (problem === null) return undefined;
  const asUsual = checkServerIdentity(host, certificate) && checkServerIdentity(address, certificate);
  const namesAnAgent = /(^|, )URI:spiffe:\/\/imageserving\//.test(certificate.subjectaltname ?? "");
  return namesAnAgent || asUsual !== undefined ? new Error(problem) : undefined;
}
