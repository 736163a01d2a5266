import type { ComponentSpec } from "./component-spec.ts";
import type { ComponentName } from "./names.ts";
import type { NotificationConfig } from "./notification.ts";

/** Where the agent listens on the network. */
export interface ListenConfig {
  /** Address to bind, as `0.0.0.0` or `::1`. */
  readonly host: string;
  readonly port: number;
  /** Null is allowed on a loopback address only. */
  readonly tls: ListenTls | null;
}

/** Where the agent's figures are to be read. */
export interface MetricsConfig extends ListenConfig {
  /** Whether other machines may read them without TLS; false with `tls`. */
  readonly plain: boolean;
}

/** The files of mutual TLS, absolute. */
export interface ListenTls {
  /** PEM: who this agent is. */
  readonly cert: string;
  readonly key: string;
  /** PEM: who signs the certificates of callers. */
  readonly ca: string;
  /** Certificates that are refused all the same; null: the file `deny-list` beside `ca`, where there is one. */
  readonly denyList: string | null;
}

/** The agent's whole configuration with every default filled in. Only the configuration's parser makes one. */
export interface AgentConfig {
  /** The file it was read from, absolute. */
  readonly file: string;
  /** Name of this host, as reports and `expected_host` use it. */
  readonly host: string;
  readonly listen: ListenConfig | null;
  readonly socket: {
    /** Name of a group whose members may use the socket (mode 0660); null: the owner alone (mode 0600). */
    readonly group: string | null;
  };
  /** Null: nowhere. */
  readonly metrics: MetricsConfig | null;
  /** In the order of the file, each name once. */
  readonly notify: readonly NotificationConfig[];
  /** In the order of the file. */
  readonly components: ReadonlyMap<ComponentName, ComponentSpec>;
  /** `sha256:` and 64 hex digits over the effective configuration of the components. */
  readonly hash: string;
}
