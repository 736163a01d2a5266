import { systemClock } from "../core/clock.ts";
import { ExitCode as Exit, type ExitCode } from "../core/exit-code.ts";
import { exitCodeOf, FaultError, messageOf } from "../core/fault.ts";
import type { HomePaths } from "../core/home-paths.ts";
import type { AgentLog } from "../supervisor/agent-log.ts";
import type { Environment } from "../supervisor/child-environment.ts";
import { takeHome } from "../supervisor/home-lock.ts";
import { agentLogger } from "./agent-logger.ts";
import { readSettings, settingsForAdoption } from "./agent-settings.ts";
import { Daemon } from "./daemon.ts";

/** What the agent is started with. */
export interface AgentStart {
  readonly paths: HomePaths;
  /** It was started by a command for this host's Server Supervisor alone, and ends when that is stopped. */
  readonly background: boolean;
  /** It takes over what lives and starts nothing: somebody is about to stop it. */
  readonly adoptOnly: boolean;
  readonly version: string;
  readonly hostName: string;
  readonly env: Environment;
  /** As pino has them: trace, debug, info, warn, error. */
  readonly logLevel: string;
  /** Calls back at every one of these signals to this process. */
  onSignal(signal: "SIGTERM" | "SIGINT" | "SIGHUP", act: () => void): void;
  readonly stderr: (text: string) => void;
}

/**
 * Runs the agent of a host until it is told to end, and returns the exit code. Components are left running.
 * A fault on the way up is said on stderr.
 */
export async function runAgent(start: AgentStart): Promise<ExitCode> {
  try {
    takeHome(start.paths.stateDir, start.paths.home);
    const read = start.adoptOnly ? settingsForAdoption : readSettings;
    const settings = await read(start.paths.agentConfig, start.hostName);
    const log = agentLogger({ host: settings.host, level: start.logLevel });
    return await serve(start, await Daemon.start({ ...start, settings, log, clock: systemClock }), log);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    start.stderr(`ImageServing agent: ${messageOf(error)}\n`);
    return exitCodeOf(error.fault.code);
  }
}

async function serve(start: AgentStart, daemon: Daemon, log: AgentLog): Promise<ExitCode> {
  start.onSignal("SIGTERM", () => daemon.end("SIGTERM"));
  start.onSignal("SIGINT", () => daemon.end("SIGINT"));
  start.onSignal("SIGHUP", () => void daemon.reload());
  const why = await daemon.ended;
  log.info({ why }, "the agent ends; components are left as they are");
  await daemon.close(why);
  return Exit.OK;
}
