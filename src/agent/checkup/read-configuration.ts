import { readAgentConfig } from "../../config/read-agent-config.ts";
import type { ConfigurationFacts } from "../../core/checks/judge-configuration.ts";
import { FaultError } from "../../core/fault.ts";

/** The configuration as it is on disk. Whether the users in it exist is looked at with the components. Rejects with defects only. */
export async function readConfiguration(file: string, hostname: string): Promise<ConfigurationFacts> {
  try {
    const { config } = await readAgentConfig(file, { hostname, userExists: () => true });
    const count = config.components.size;
    return { t: "valid", file, hash: config.hash, summary: `valid, ${count} ${count === 1 ? "component" : "components"}` };
  } catch (error) {
    if (error instanceof FaultError) return { t: "unusable", file, error };
    throw error;
  }
}
