import { FaultError } from "../../core/fault.ts";
import type { LocalHost } from "./local-host.ts";
import type { ConfigReading } from "./plan-without-agent.ts";

/** Reads the configuration; a fault of it is a reading, too. */
export async function readConfig(host: LocalHost): Promise<ConfigReading> {
  try {
    return { t: "valid", config: await host.readConfig() };
  } catch (error) {
    if (error instanceof FaultError) return { t: "unusable", error };
    throw error;
  }
}
