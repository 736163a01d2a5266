// What every page says of the world around a command: the environment and the files.

/** Variable → what it does. */
export const ENVIRONMENT = {
  IMAGESERVING_HOME: "The folder of configuration, socket, state and logs, where `--home` names none.",
  IMAGESERVING_CONTEXT: "The fleet that is meant, where neither `--context` nor `--inventory` names one.",
  IMAGESERVING_LOG_LEVEL: "How much the agent writes to its log: `error`, `warn`, `info` (the default), `debug`.",
  NO_COLOR: "Where it is set there is no colour.",
  "XDG_CONFIG_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR": "Where the files of a user who is not root lie.",
};

/** File of root → what it is. */
export const FILES = {
  "/etc/imageserving/agent.yaml": "The configuration of the agent, see `imageserving-agent.yaml`(5).",
  "/etc/imageserving/fleet.yaml": "The inventory: the hosts, see `imageserving-fleet.yaml`(5).",
  "/etc/imageserving/fleets/*.yaml": "The inventories of other contexts.",
  "/run/imageserving/agent.sock": "Where the agent of this host listens.",
  "/var/lib/imageserving": "Its state: journal, operations, rollouts, the audit log.",
  "/var/log/imageserving": "The logs of the components, and of an agent in the background.",
};

/** Where these lie otherwise. */
export const ELSEWHERE =
  "Those are for root. With `--home` *DIR* all of them lie in *DIR*: `agent.yaml`, `fleet.yaml`, `agent.sock`, `state`, `log`. " +
  "Without it, those of other users lie in `~/.config/imageserving` and `~/.local/state/imageserving`, or where the XDG variables say.";
