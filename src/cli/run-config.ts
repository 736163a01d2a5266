import { resolve } from "node:path";
import type { Secrets } from "../config/effective-config.ts";
import type { LoadedConfig } from "../config/parse-agent-config.ts";
import { FaultError } from "../core/fault.ts";
import { harmlessText } from "../core/harmless-text.ts";
import type { CommandContext } from "./command-context.ts";
import { answerExitCode } from "./exit-codes.ts";
import { frameOf, plainObject } from "./frame.ts";
import { answered, type HostAnswer, notAnswered } from "./host-answer.ts";
import { readMachineConfig } from "./machine-config.ts";
import { sayErrors } from "./say-error.ts";
import { isStructured, writeFrame } from "./structured-output.ts";

/** Finds every mistake in a configuration file. @param file null: this host's. */
export async function runConfigCheck(file: string | null, context: CommandContext): Promise<number> {
  const shown = file ?? context.choices.paths.agentConfig;
  const answer = await load(resolve(shown), context);
  const names = [...(answer.value?.config.components.keys() ?? [])];
  const count = `${names.length} ${names.length === 1 ? "component" : "components"}`;
  return await print("config check", answer, context, {
    text: () => `${harmlessText(shown)}: ok (${count}${names.length === 0 ? "" : `: ${names.join(", ")}`})\n`,
    object: ({ config }) => ({ config: { file: config.file, hash: config.hash, components: names } }),
  });
}

/** Shows the configuration that holds, with the origin of each value. @param secrets whether what may be one is shown. */
export async function runConfigShow(secrets: Secrets, context: CommandContext): Promise<number> {
  const answer = await load(context.choices.paths.agentConfig, context);
  const { effectiveValues, effectiveYaml } = await import("../config/effective-config.ts");
  return await print("config show", answer, context, {
    text: (loaded) => effectiveYaml(loaded, secrets),
    yaml: (loaded) => effectiveYaml(loaded, secrets),
    object: (loaded) => ({
      config: { file: loaded.config.file, hash: loaded.config.hash, values: effectiveValues(loaded, secrets) },
    }),
  });
}

async function load(file: string, { terminal }: CommandContext): Promise<HostAnswer<LoadedConfig>> {
  try {
    const loaded = await readMachineConfig(file, terminal);
    return answered(loaded.config.host, loaded);
  } catch (error) {
    if (error instanceof FaultError) return notAnswered(terminal.hostName, error);
    throw error;
  }
}

interface Writers {
  /** For people. */
  readonly text: (loaded: LoadedConfig) => string;
  /** Where YAML is the configuration's own, and not a frame. */
  readonly yaml?: (loaded: LoadedConfig) => string;
  readonly object: (loaded: LoadedConfig) => Readonly<Record<string, unknown>>;
}

async function print(
  command: string,
  answer: HostAnswer<LoadedConfig>,
  context: CommandContext,
  writers: Writers,
): Promise<number> {
  const { choices, terminal } = context;
  const exitCode = answerExitCode(answer);
  const { value } = answer;
  if (value !== null && choices.output === "yaml" && writers.yaml !== undefined) terminal.stdout.write(writers.yaml(value));
  else if (isStructured(choices.output)) {
    const host = plainObject({ ...answer, value: value === null ? null : writers.object(value) });
    terminal.stdout.write(await writeFrame(frameOf(command, exitCode, [host]), choices.output));
  } else if (value !== null && !choices.quiet) terminal.stdout.write(writers.text(value));
  sayErrors([answer], context);
  return exitCode;
}
