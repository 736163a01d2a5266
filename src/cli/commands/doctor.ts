import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** `doctor` */
export function addDoctor(program: Command, run: Run): void {
  addCommand(
    program,
    "doctor",
    "find what is wrong, or soon will be: certificates, clocks, ports, permissions, disks, versions",
    [
      ["ImageServing doctor", "this machine, whether or not an agent runs"],
      ["ImageServing doctor --all", "the jump box and every host of the inventory"],
      ["ImageServing doctor -o wide", "what is well, too"],
      ["ImageServing doctor --all --strict", "exit code 1 for warnings too, as for monitoring"],
    ],
  )
    .option("--strict", "exit code 1 where there are warnings, not only where there are errors")
    .action(({ strict }: { readonly strict?: true }) =>
      run(async (context) => (await import("../doctor/run-doctor.ts")).runDoctor(strict === true, context)),
    );
}
