import { type Command, Option } from "commander";
import type { Run } from "../command-context.ts";
import { PROFILES, type ProfileName } from "../profiles.ts";
import { addCommand } from "./add-command.ts";

interface InitOptions {
  readonly profile: ProfileName;
  readonly force?: true;
}

/** `init` */
export function addInit(program: Command, run: Run): void {
  addCommand(program, "init", "write a configuration to begin with", [
    ["ImageServing init", "three small programs on this machine, to try things out"],
    ["ImageServing init --profile image-serving", "Platform Server, Image Server and SVG server, to be adapted"],
  ])
    .addOption(new Option("--profile <name>", "what it runs").choices(PROFILES).default("demo"))
    .option("--force", "replace a configuration that is there")
    .action(({ profile, force }: InitOptions) =>
      run(async (context) => (await import("../run-init.ts")).runInit({ profile, force: force === true }, context)),
    );
}
