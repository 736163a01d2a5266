import { resolve } from "node:path";
import { harmlessText } from "../../core/harmless-text.ts";
import { type CertificateFacts, certificateFacts } from "../../pki/certificate-facts.ts";
import type { Issued } from "../../pki/issue-into.ts";
import type { CommandContext } from "../command-context.ts";
import { limitText } from "../render/certificate-text.ts";
import { answerPki } from "./answer-pki.ts";
import { type IssueArguments, readIssueWish } from "./read-issue-wish.ts";

/** Issues a certificate. */
export const runPkiIssue = (dir: string, given: IssueArguments, context: CommandContext): Promise<number> =>
  answerPki("pki issue", context, async () => {
    const now = context.terminal.clock.wall();
    const wish = readIssueWish(given, now);
    const { issueInto } = await import("../../pki/issue-into.ts");
    const issued = await issueInto(resolve(dir), wish, now);
    const facts = certificateFacts(issued.certificate, now);
    return {
      object: { files: issued.files, certificate: facts, replaced: issued.replaced },
      text: issuedText(issued, facts),
      notes: [...issued.notes, ...(issued.replaced === null ? [] : [formerText(dir, issued.replaced, facts)])],
    };
  });

function issuedText({ files }: Issued, facts: CertificateFacts): string {
  const [certificate, key] = [harmlessText(files.certificate), harmlessText(files.key)];
  const where = facts.addresses.length === 0 ? "" : `, called at ${facts.addresses.join(", ")}`;
  const next =
    facts.kind === "agent"
      ? `Copy both, and ca.crt, to the host, and name them in listen.tls of its agent.yaml.`
      : `Hand both over, with ca.crt; they are named in tls of fleet.yaml. The key is not encrypted.`;
  return `Issued ${certificate} and ${key} for ${facts.kind} ${facts.name}${where}${limitText(facts)}; it holds until ${facts.validTo.slice(0, 10)}.
${next}
`;
}

const formerText = (dir: string, former: string, { name }: CertificateFacts): string =>
  `The certificate that it replaces (${former.slice(0, 16)}…) stays valid until it expires; to revoke it: ImageServing pki revoke ${dir} ${name} --former`;
