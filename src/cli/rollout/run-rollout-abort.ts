import { ExitCode } from "../../core/exit-code.ts";
import { abortRollout } from "../../fleet/rollout/open-rollout.ts";
import type { CommandContext } from "../command-context.ts";
import { SCHEMA_VERSION } from "../frame.ts";
import { accountSum } from "../render/rollout-accounts-text.ts";
import { whatIsLeft } from "../render/rollout-next.ts";
import { say } from "../say-error.ts";
import { isStructured, writeData } from "../structured-output.ts";
import { findRollout } from "./find-rollout.ts";
import { rolloutCommands } from "./rollout-commands.ts";
import { rolloutDir } from "./rollout-folder.ts";
import { wholeRolloutObject } from "./rollout-object.ts";
import { whyOver } from "./why-over.ts";

/** Forbids to go on with a rollout, for ever. What is in flight on hosts goes on there. Resolves with 1 where it is over already. */
export async function runRolloutAbort(named: string, context: CommandContext): Promise<number> {
  const { choices, terminal, paint } = context;
  const dir = rolloutDir(choices);
  const rollout = findRollout(dir, named);
  const over = whyOver(rollout, choices);
  if (over !== null) {
    say(over, context);
    return ExitCode.FAILED;
  }
  const { id } = rollout;
  const state = await abortRollout(dir, id, { by: terminal.userName, why: choices.reason, clock: terminal.clock });
  if (isStructured(choices.output)) {
    const data = { schemaVersion: SCHEMA_VERSION, command: "rollout abort", exitCode: ExitCode.OK };
    const object = wholeRolloutObject({ id, standing: "aborted", state });
    terminal.stdout.write(await writeData({ ...data, rollout: object }, choices.output));
  } else if (!choices.quiet) {
    const next = whatIsLeft(state, state.end?.result ?? null, rolloutCommands(id, choices));
    const lines = [`rollout ${id}: aborted, nobody can go on with it`, accountSum(state, paint.stdout), ...next];
    terminal.stdout.write(`${lines.join("\n")}\n`);
  }
  return ExitCode.OK;
}
