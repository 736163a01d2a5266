import { Argument, type Command } from "commander";
import type { Run } from "../command-context.ts";
import { SHELLS, type Shell } from "../completion/shells.ts";
import { addCommand } from "./add-command.ts";

/** `completion SHELL` */
export function addCompletion(program: Command, run: Run): void {
  addCommand(program, "completion", "print what teaches a shell to complete commands, options and the names of hosts", [
    ["source <(ImageServing completion bash)", "for this shell; the script says where to put it for good"],
    ["ImageServing completion bash >> ~/.bashrc", "for each Bash of yours"],
    ["ImageServing completion zsh > ~/.zfunc/_ImageServing", "in ~/.zshrc, before compinit: fpath+=~/.zfunc"],
    ["ImageServing completion fish | source", "for this shell"],
  ])
    .addArgument(new Argument("<shell>", "which one").choices(SHELLS))
    .action((shell: Shell) => run(async ({ terminal }) => (await import("../run-completion.ts")).runCompletion(shell, terminal)));
}
