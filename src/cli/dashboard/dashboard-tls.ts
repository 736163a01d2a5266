import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Endpoint, isLoopback, writeEndpoint } from "../../config/network-kinds.ts";
import { FaultError, messageOf } from "../../core/fault.ts";

/** Where a certificate for browsers and its key lie; null: there is none. */
export interface TlsWish {
  readonly cert: string | null;
  readonly key: string | null;
}

/** What a server needs of them. */
export interface DashboardTls {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly certificate: X509Certificate;
}

/** Reads them. Null: plain HTTP, which is refused beyond loopback. Throws INVALID_REQUEST or BAD_FILE. */
export async function readDashboardTls({ cert, key }: TlsWish, listen: Endpoint): Promise<DashboardTls | null> {
  if ((cert === null) !== (key === null)) throw refused("--tls-cert and --tls-key go together");
  if (cert !== null && key !== null) return await read(cert, key);
  if (isLoopback(listen.host)) return null;
  const port = listen.port;
  throw refused(
    `${writeEndpoint(listen)} can be reached from elsewhere, and without TLS everybody on the way could read the key and act with it. ` +
      `Either listen at 127.0.0.1:${port} and come by ssh -L ${port}:127.0.0.1:${port} JUMPBOX, or name --tls-cert and --tls-key`,
  );
}

async function read(certFile: string, keyFile: string): Promise<DashboardTls> {
  const [cert, key] = await Promise.all([contentOf(certFile), contentOf(keyFile)]);
  const certificate = understood(certFile, "a certificate", () => new X509Certificate(cert));
  const privateKey = understood(keyFile, "a private key", () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey))
    throw badFile(keyFile, `it is not the key of ${certFile}`, "name the two that belong together");
  return { cert, key, certificate };
}

async function contentOf(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    throw badFile(file, messageOf(error), "name a file that can be read");
  }
}

function understood<T>(file: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw badFile(file, `it is not ${what}: ${messageOf(error)}`, "name a PEM file");
  }
}

const badFile = (path: string, cause: string, remedy: string): FaultError =>
  new FaultError({ code: "BAD_FILE", path, cause, remedy });
const refused = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });
