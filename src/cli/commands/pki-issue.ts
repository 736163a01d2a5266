import { Argument, type Command } from "commander";
import { IDENTITY_KINDS, type IdentityKind } from "../../core/identity.ts";
import type { Run } from "../command-context.ts";
import { notEmpty } from "../option-values.ts";
import { DEFAULT_DAYS } from "../pki/days.ts";
import { days } from "../pki/parse-days.ts";
import { addCommand } from "./add-command.ts";

interface IssueOptions {
  readonly address?: readonly string[];
  readonly days?: number;
  readonly hosts?: string;
  readonly components?: string;
  readonly replace?: true;
}

/** `pki issue DIR KIND NAME` */
export function addPkiIssue(pki: Command, run: Run): void {
  addCommand(pki, "issue", "issue a certificate and its key, as NAME.crt and NAME.key beside the authority", [
    ["ImageServing pki issue pki agent node3 --address 192.0.2.3", "for the agent of node3, called by name or address"],
    ["ImageServing pki issue pki viewer page --days 30", "who may look, for 30 days"],
    ["ImageServing pki issue pki operator ann --hosts 'node[01-20]'", "who may start, stop and restart, on these hosts only"],
    ["ImageServing pki issue pki operator ann --replace", "renews: the same limits, another key"],
  ])
    .argument("<dir>", "the folder of the authority")
    .addArgument(new Argument("<kind>", "an agent, or what a caller may do").choices(IDENTITY_KINDS))
    .argument("<name>", "an agent's: host in its agent.yaml, which is how it is called, too")
    .option("--address <address>", "agents: a further DNS name or IP address at which it is called; adds up", another)
    .option(
      "--days <n>",
      `how long it holds (agents ${DEFAULT_DAYS.agent}, callers ${DEFAULT_DAYS.caller}; no longer than the authority)`,
      days,
    )
    .option("--hosts <set>", "callers: only these hosts, as node[01-20],web1", notEmpty)
    .option("--components <names>", "callers: only these components, with commas between them", notEmpty)
    .option("--replace", "instead of the one that is there; limits and addresses that are not given stay")
    .action(
      (dir: string, kind: IdentityKind, name: string, { address, days: length, hosts, components, replace }: IssueOptions) => {
        const given = {
          kind,
          name,
          addresses: address ?? [],
          days: length ?? null,
          hosts: hosts ?? null,
          components: components ?? null,
        };
        return run(async (context) =>
          (await import("../pki/run-pki-issue.ts")).runPkiIssue(dir, { ...given, replace: replace === true }, context),
        );
      },
    );
}

const another = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
