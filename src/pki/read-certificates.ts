import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { badFile, badFileFor } from "./bad-file.ts";

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** The certificates in a file, of which there is at least one: PEM, with whatever else lies between, or DER. @throws FaultError BAD_FILE */
export async function readCertificates(file: string): Promise<readonly X509Certificate[]> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw badFileFor(error, file, "name a file that has a certificate");
  });
  const texts = bytes.toString("latin1").match(PEM) ?? [];
  try {
    return texts.length > 0 ? texts.map((text) => new X509Certificate(text)) : [new X509Certificate(bytes)];
  } catch {
    throw badFile(
      file,
      "there is no certificate in it that can be read",
      "name a file with a certificate, as ca.crt or NAME.crt",
    );
  }
}
