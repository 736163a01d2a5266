import type { MachineFacts } from "./agent-schema.ts";
import { readConfigFile } from "./config-file.ts";
import { type LoadedConfig, parseAgentConfig } from "./parse-agent-config.ts";

/**
 * Reads and parses an `agent.yaml`.
 * @throws FaultError NOT_CONFIGURED, BAD_FILE (see {@link readConfigFile}), INVALID_CONFIG (see {@link parseAgentConfig}).
 */
export async function readAgentConfig(file: string, facts: MachineFacts): Promise<LoadedConfig> {
  return parseAgentConfig(await readConfigFile(file), file, facts);
}
