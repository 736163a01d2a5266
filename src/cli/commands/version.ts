import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { SCHEMA_VERSION } from "../frame.ts";
import { isStructured, writeData } from "../structured-output.ts";
import { addCommand } from "./add-command.ts";

/** What `version` and `--version` print. */
export const versionText = (version: string): string => `ImageServing ${version}`;

/** `version` */
export function addVersion(program: Command, run: Run): void {
  addCommand(program, "version", "print the version", [
    ["ImageServing version", "of this command; hosts --check has those of the agents"],
  ]).action(() =>
    run(async ({ choices, terminal: { stdout, version } }) => {
      const data = { schemaVersion: SCHEMA_VERSION, command: "version", exitCode: 0, version };
      stdout.write(isStructured(choices.output) ? await writeData(data, choices.output) : `${versionText(version)}\n`);
      return 0;
    }),
  );
}
