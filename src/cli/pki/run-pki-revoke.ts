import { resolve } from "node:path";
import { FaultError } from "../../core/fault.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import { isIdentityName, NAME_RULE } from "../../pki/identity-name.ts";
import type { Revocable, Revocation, RevokeWish } from "../../pki/revoke.ts";
import type { CommandContext } from "../command-context.ts";
import { answerPki } from "./answer-pki.ts";

/** Revokes the certificates of a name. */
export const runPkiRevoke = (dir: string, wish: RevokeWish, context: CommandContext): Promise<number> =>
  answerPki("pki revoke", context, async () => {
    const { name } = wish;
    if (!isIdentityName("agent", name) && !isIdentityName("viewer", name)) {
      const problem = `${JSON.stringify(name)} is the name of no certificate; write ${NAME_RULE.caller}, or ${NAME_RULE.agent}`;
      throw new FaultError({ code: "INVALID_REQUEST", problem });
    }
    const { revoke } = await import("../../pki/revoke.ts");
    const came = await revoke(resolve(dir), wish, context.terminal.clock.wall());
    return { object: { ...came }, text: `${revokedText(wish, came)}\n`, notes: came.revoked.length === 0 ? [] : [NEXT] };
  });

const NEXT =
  "Agents take the list up by themselves within seconds where it lies beside their ca.crt; to all other hosts it has to be copied.";

function revokedText({ name, former }: RevokeWish, { file, revoked, already }: Revocation): string {
  const list = harmlessText(file);
  if (revoked.length > 0) return `Revoked ${counted(revoked)} of ${name}, in ${list}: ${revoked.map(shortly).join(", ")}`;
  if (already.length > 0)
    return `Nothing to do: ${counted(already)} of ${name} ${already.length === 1 ? "is" : "are"} in ${list} already`;
  return `Nothing to do: ${name} has no ${former ? "former " : ""}certificate that has not expired`;
}

const counted = ({ length }: readonly Revocable[]): string => `${length} ${length === 1 ? "certificate" : "certificates"}`;

const shortly = ({ kind, fingerprint, notAfter }: Revocable): string =>
  `${kind} ${fingerprint.slice(0, 16)}… (until ${notAfter.slice(0, 10)})`;
