import { readAgentConfig } from "../config/read-agent-config.ts";
import type { AgentConfig, ListenConfig, MetricsConfig } from "../core/agent-config.ts";
import type { ComponentSpec } from "../core/component-spec.ts";
import type { ComponentName } from "../core/names.ts";
import type { NotificationConfig } from "../core/notification.ts";
import { findUser } from "../supervisor/user-account.ts";

/** What the agent goes by at the moment; a configuration that is read anew replaces it. */
export interface Settings {
  readonly host: string;
  readonly specs: ReadonlyMap<ComponentName, ComponentSpec>;
  /** Empty where there is no configuration. */
  readonly hash: string;
  readonly socketGroup: string | null;
  /** Where it is to listen on the network; null: nowhere. */
  readonly listen: ListenConfig | null;
  /** Where its figures are to be read; null: nowhere. */
  readonly metrics: MetricsConfig | null;
  readonly notify: readonly NotificationConfig[];
}

/** Reads the configuration. Rejects with NOT_CONFIGURED, BAD_FILE or INVALID_CONFIG. */
export async function readSettings(file: string, hostName: string): Promise<Settings> {
  const { config } = await readAgentConfig(file, { hostname: hostName, userExists: (name) => findUser(name) !== null });
  return settingsOf(config);
}

/** For an agent that only takes over what lives and stops it: works without a valid configuration. */
export async function settingsForAdoption(file: string, hostName: string): Promise<Settings> {
  return readSettings(file, hostName).catch(() => ({
    host: hostName,
    specs: new Map(),
    hash: "",
    socketGroup: null,
    listen: null,
    metrics: null,
    notify: [],
  }));
}

const settingsOf = (config: AgentConfig): Settings => ({
  host: config.host,
  specs: config.components,
  hash: config.hash,
  socketGroup: config.socket.group,
  listen: config.listen,
  metrics: config.metrics,
  notify: config.notify,
});
