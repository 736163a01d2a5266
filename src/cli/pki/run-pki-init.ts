import { resolve } from "node:path";
import { harmlessText } from "../../core/harmless-text.ts";
import { certificateFacts } from "../../pki/certificate-facts.ts";
import type { CommandContext } from "../command-context.ts";
import { answerPki } from "./answer-pki.ts";
import { daysAfter } from "./days.ts";

/** Makes an authority. @param days how long it holds */
export const runPkiInit = (dir: string, days: number, context: CommandContext): Promise<number> =>
  answerPki("pki init", context, async () => {
    const { initAuthority } = await import("../../pki/init-authority.ts");
    const now = context.terminal.clock.wall();
    const made = await initAuthority(resolve(dir), { now, notAfter: daysAfter(now, days) });
    const facts = certificateFacts(made.certificate, now);
    const shown = harmlessText(dir);
    return {
      object: { files: made.files, certificate: facts },
      text: `Made an authority: ${harmlessText(made.files.certificate)}, which every host and caller gets, and ${harmlessText(made.files.key)}, which stays here. It holds until ${facts.validTo.slice(0, 10)}.
Next, for each host and each person: ImageServing pki issue ${shown} agent HOST, and: ImageServing pki issue ${shown} operator NAME
`,
      notes: [],
    };
  });
