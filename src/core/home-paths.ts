import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** Where everything of one installation lies. All paths are absolute. */
export interface HomePaths {
  /** For messages: the folder that `--home` named, or the configuration folder. */
  readonly home: string;
  readonly agentConfig: string;
  /** An absolute path, or what `--inventory` names instead of a file: `exec:PROGRAM`, `dns:NAME`. */
  readonly fleetConfig: string;
  readonly socket: string;
  readonly stateDir: string;
  readonly logDir: string;
}

/** What decides on the paths, as main reads it from the command line and the environment. */
export interface HomeChoice {
  /** `--home`, or IMAGESERVING_HOME. Puts everything under one folder. */
  readonly home: string | null;
  /** `--config`: the agent's configuration file alone. */
  readonly config: string | null;
  /** `--inventory`: the inventory alone; a file, `exec:PROGRAM` or `dns:NAME`. */
  readonly inventory: string | null;
  readonly isRoot: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The paths of an installation: one folder with `--home`, else `/etc`, `/run`, `/var/lib`, `/var/log` for root
 * (Filesystem Hierarchy Standard 3.0), else the XDG base directories (XDG Base Directory Specification 0.8).
 */
export function homePaths(choice: HomeChoice): HomePaths {
  const base = choice.home !== null ? underOneFolder(resolve(choice.home)) : choice.isRoot ? systemPaths() : xdgPaths(choice.env);
  return {
    ...base,
    agentConfig: choice.config !== null ? resolve(choice.config) : base.agentConfig,
    fleetConfig: choice.inventory !== null ? inventoryPath(choice.inventory) : base.fleetConfig,
  };
}

const inventoryPath = (named: string): string => (/^(exec|dns):/.test(named) ? named : resolve(named));

function underOneFolder(home: string): HomePaths {
  return {
    home,
    agentConfig: join(home, "agent.yaml"),
    fleetConfig: join(home, "fleet.yaml"),
    socket: join(home, "agent.sock"),
    stateDir: join(home, "state"),
    logDir: join(home, "log"),
  };
}

function systemPaths(): HomePaths {
  return {
    home: "/etc/imageserving",
    agentConfig: "/etc/imageserving/agent.yaml",
    fleetConfig: "/etc/imageserving/fleet.yaml",
    socket: "/run/imageserving/agent.sock",
    stateDir: "/var/lib/imageserving",
    logDir: "/var/log/imageserving",
  };
}

function xdgPaths(env: HomeChoice["env"]): HomePaths {
  const user = homedir();
  const config = join(absolute(env.XDG_CONFIG_HOME) ?? join(user, ".config"), "imageserving");
  const state = join(absolute(env.XDG_STATE_HOME) ?? join(user, ".local", "state"), "imageserving");
  // Without a runtime folder the socket goes to the state folder, which is the user's own; /tmp is everybody's.
  const runtimeDir = absolute(env.XDG_RUNTIME_DIR);
  const runtime = runtimeDir === null ? state : join(runtimeDir, "imageserving");
  return {
    home: config,
    agentConfig: join(config, "agent.yaml"),
    fleetConfig: join(config, "fleet.yaml"),
    socket: join(runtime, "agent.sock"),
    stateDir: state,
    logDir: join(state, "log"),
  };
}

/** The specification has relative paths ignored. */
const absolute = (path: string | undefined): string | null => (path !== undefined && isAbsolute(path) ? path : null);
