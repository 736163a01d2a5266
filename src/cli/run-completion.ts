import { ExitCode } from "../core/exit-code.ts";
import { BASH_SCRIPT } from "./completion/bash-script.ts";
import { FISH_SCRIPT } from "./completion/fish-script.ts";
import type { Shell } from "./completion/shells.ts";
import { ZSH_SCRIPT } from "./completion/zsh-script.ts";
import type { Terminal } from "./terminal.ts";

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH_SCRIPT, zsh: ZSH_SCRIPT, fish: FISH_SCRIPT };

/** Prints the script for a shell. */
export async function runCompletion(shell: Shell, { stdout }: Terminal): Promise<number> {
  stdout.write(SCRIPTS[shell]);
  return ExitCode.OK;
}
