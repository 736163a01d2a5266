import { ExitCode } from "../../core/exit-code.ts";
import { listRollouts } from "../../fleet/rollout/list-rollouts.ts";
import type { CommandContext } from "../command-context.ts";
import { SCHEMA_VERSION } from "../frame.ts";
import { rolloutTable } from "../render/rollout-table.ts";
import { say } from "../say-error.ts";
import { isStructured, jsonLine, writeData } from "../structured-output.ts";
import { rolloutDir } from "./rollout-folder.ts";
import { rolloutObject } from "./rollout-object.ts";

/** Lists the rollouts that were begun from here, the latest first. */
export async function runRolloutList(context: CommandContext): Promise<number> {
  const { choices, terminal, paint } = context;
  const rollouts = listRollouts(rolloutDir(choices));
  const head = { schemaVersion: SCHEMA_VERSION, command: "rollout list" };
  if (choices.output === "jsonl") {
    for (const rollout of rollouts) terminal.stdout.write(jsonLine({ ...head, ...rolloutObject(rollout) }));
  } else if (isStructured(choices.output)) {
    const data = { ...head, exitCode: ExitCode.OK, rollouts: rollouts.map(rolloutObject) };
    terminal.stdout.write(await writeData(data, choices.output));
  } else if (rollouts.length > 0) {
    const options = { width: terminal.stdout.columns, paint: paint.stdout, wide: choices.output === "wide" };
    terminal.stdout.write(`${rolloutTable(rollouts, options).join("\n")}\n`);
  } else if (!choices.quiet) say(`no rollout was begun from here (${rolloutDir(choices)})`, context);
  for (const rollout of rollouts) if (rollout.standing === "unreadable") say(`${rollout.id}: ${rollout.why}`, context);
  return ExitCode.OK;
}
