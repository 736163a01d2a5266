import { ExitCode } from "../../core/exit-code.ts";
import type { CommandContext } from "../command-context.ts";
import { SCHEMA_VERSION } from "../frame.ts";
import { rolloutShowText } from "../render/rollout-show-text.ts";
import { isStructured, jsonLine, writeData } from "../structured-output.ts";
import { findRollout } from "./find-rollout.ts";
import { rolloutCommands } from "./rollout-commands.ts";
import { rolloutDir } from "./rollout-folder.ts";
import { rolloutHostObject, wholeRolloutObject } from "./rollout-object.ts";

/** Shows one rollout: what it is, every host once, how it ended, and what to type next. Contacts no host. */
export async function runRolloutShow(named: string, context: CommandContext): Promise<number> {
  const { choices, terminal, paint } = context;
  const rollout = findRollout(rolloutDir(choices), named);
  const hosts = [...rollout.state.hosts.values()].map(rolloutHostObject);
  const head = { schemaVersion: SCHEMA_VERSION, command: "rollout show" };
  if (choices.output === "jsonl") {
    for (const host of hosts) terminal.stdout.write(jsonLine({ ...head, rolloutId: rollout.id, ...host }));
  } else if (isStructured(choices.output)) {
    const data = { ...head, exitCode: ExitCode.OK, rollout: wholeRolloutObject(rollout), hosts };
    terminal.stdout.write(await writeData(data, choices.output));
  } else {
    const options = { width: terminal.stdout.columns, paint: paint.stdout };
    terminal.stdout.write(`${rolloutShowText(rollout, rolloutCommands(rollout.id, choices), options)}\n`);
  }
  return ExitCode.OK;
}
