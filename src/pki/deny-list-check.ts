import type { Check } from "../core/checks/check.ts";
import { about, error, ok } from "../core/checks/findings.ts";
import { errnoOf, messageOf } from "../core/fault.ts";
import { denyListFile, type HolderFiles, readDenyListOf } from "./look-at-certificates.ts";

/** Whether the deny-list, where there is one, can be read: else nobody knows who is to be kept out. */
export function denyListCheck(files: Pick<HolderFiles, "ca" | "denyList">): Check {
  const file = denyListFile(files);
  return {
    check: "deny-list",
    subject: file,
    look: async () => {
      try {
        const { size } = await readDenyListOf(files);
        return about("deny-list", file, [ok(`${size} certificates are on it`)]);
      } catch (problem) {
        if (errnoOf(problem) === "EACCES") throw problem;
        const mend = "mend it, or copy it anew from where the authority is; until then the one that was read before holds";
        return about("deny-list", file, [error(messageOf(problem), mend)]);
      }
    },
  };
}
