import type { LoadedConfig } from "../config/parse-agent-config.ts";
import type { Terminal } from "./terminal.ts";

/** Reads an agent's configuration as this machine's. The parser is loaded at the first call: most commands need none. */
export async function readMachineConfig(file: string, { hostName }: Pick<Terminal, "hostName">): Promise<LoadedConfig> {
  const [{ readAgentConfig }, { findUser }] = await Promise.all([
    import("../config/read-agent-config.ts"),
    import("../supervisor/user-account.ts"),
  ]);
  return await readAgentConfig(file, { hostname: hostName, userExists: (name) => findUser(name) !== null });
}
