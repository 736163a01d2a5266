import type { Clock } from "../core/clock.ts";
import type { HomePaths } from "../core/home-paths.ts";
import type { AgentLog } from "../supervisor/agent-log.ts";
import type { Environment } from "../supervisor/child-environment.ts";
import type { Settings } from "./agent-settings.ts";

/** What a daemon is made with. The home's lock is held already. */
export interface DaemonParts {
  readonly paths: HomePaths;
  readonly background: boolean;
  readonly adoptOnly: boolean;
  readonly version: string;
  readonly hostName: string;
  readonly env: Environment;
  readonly settings: Settings;
  readonly log: AgentLog;
  readonly clock: Clock;
}
