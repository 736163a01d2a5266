import { dirname, join, resolve } from "node:path";
import { FaultError } from "../../core/fault.ts";
import { type CertificateFacts, certificateFacts } from "../../pki/certificate-facts.ts";
import type { Trouble } from "../../pki/certificate-trouble.ts";
import { DENY_LIST_NAME, deniedFingerprints } from "../../pki/deny-list.ts";
import { readCertificates } from "../../pki/read-certificates.ts";
import { readTextIfThere } from "../../pki/read-text.ts";
import type { CommandContext } from "../command-context.ts";
import { certificateText } from "../render/certificate-text.ts";
import { answerPki } from "./answer-pki.ts";

/** Shows what the certificates in a file say, and what is wrong with them. */
export const runPkiShow = (file: string, context: CommandContext): Promise<number> =>
  answerPki("pki show", context, async () => {
    const path = resolve(file);
    const certificates = await readCertificates(path);
    const troubleOf = await listTrouble(join(dirname(path), DENY_LIST_NAME));
    const now = context.terminal.clock.wall();
    const shown = certificates.map((certificate): CertificateFacts => {
      const facts = certificateFacts(certificate, now);
      return { ...facts, troubles: [...troubleOf(facts), ...facts.troubles] };
    });
    const texts = shown.map((facts) => certificateText(facts, context.paint.stdout));
    return { object: { file: path, certificates: shown }, text: texts.join("\n"), notes: [] };
  });

/** What the deny-list beside a certificate has to do with it. */
async function listTrouble(file: string): Promise<(facts: CertificateFacts) => readonly Trouble[]> {
  try {
    const denied = deniedFingerprints((await readTextIfThere(file)) ?? "", file);
    return ({ fingerprint }) => (denied.has(fingerprint) ? [{ severity: "error", message: `revoked: it is in ${file}` }] : []);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return () => [{ severity: "warning", message: `nobody knows whether it is revoked: ${error.message}` }];
  }
}
