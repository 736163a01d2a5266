import { Argument, type Command, Option } from "commander";
import type { OperationKind } from "../../core/operation.ts";
import type { Run } from "../command-context.ts";
import { addRolloutRules, type RawRolloutOptions, readRolloutChoices } from "../rollout/rollout-options.ts";
import { addCommand } from "./add-command.ts";

const KINDS = ["restart", "start", "stop"] as const satisfies readonly OperationKind[];

interface RawRehearsalOptions extends RawRolloutOptions {
  readonly fail?: readonly string[];
  readonly offline?: true;
}

/** `rollout rehearse restart [component...]` */
export function addRolloutRehearse(rollout: Command, run: Run): void {
  const command = addCommand(rollout, "rehearse", "go through a rollout over simulated hosts, in moments; changes no host", [
    ["ImageServing rollout rehearse restart is -H @web --batch 25%", "by how the hosts are now, and how long they took before"],
    ["ImageServing rollout rehearse restart --all --fail node3", "what becomes of it where node3 fails"],
    ["ImageServing rollout rehearse restart --all --offline", "without a look at any host"],
  ]);
  addRolloutRules(command)
    .addOption(new Option("--fail <hosts>", "on these hosts it fails; can be given more than once").argParser(oneMore))
    .addOption(new Option("--offline", "contact no host: all are taken to be in service"))
    .addArgument(new Argument("<operation>", "what is rehearsed").choices(KINDS))
    .argument("[component...]", "only these; none: all, the Server Supervisor included")
    .action((kind: OperationKind, components: readonly string[], raw: RawRehearsalOptions) =>
      run(async (context) => {
        const { runRolloutRehearse } = await import("../rollout/run-rollout-rehearse.ts");
        const wanted = { ...readRolloutChoices(raw), fail: raw.fail ?? [], offline: raw.offline === true };
        return runRolloutRehearse({ kind, components: [...new Set(components)] }, wanted, context);
      }),
    );
}

const oneMore = (text: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), text];
