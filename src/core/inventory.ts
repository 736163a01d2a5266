import type { Ms } from "./duration.ts";
import type { Hooks } from "./hook.ts";

/** The port of an agent where none is given: the control port of the original Server Supervisor. */
export const DEFAULT_AGENT_PORT = 9910;

/** Where a host's agent listens. */
export interface HostAddress {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** One host of a fleet. */
export interface InventoryHost {
  readonly name: string;
  readonly address: HostAddress;
  readonly labels: ReadonlyMap<string, string>;
}

/** Absolute paths of the PEM files with which the command shows who it is and recognises agents. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** So many hosts, or that share of the whole target. How a share is rounded is for who uses it to say. */
export type Amount = { readonly kind: "count"; readonly count: number } | { readonly kind: "percent"; readonly percent: number };

/** The order in which a rollout takes hosts: as in the inventory, the other way round, or by name. */
export const ROLLOUT_ORDERS = ["inventory", "reverse", "name"] as const;
export type RolloutOrder = (typeof ROLLOUT_ORDERS)[number];

/** The order in which a rollout can be told to go; `random` needs a seed, so that it can be told and done again. */
export const HOST_ORDERS = [...ROLLOUT_ORDERS, "random"] as const;
export type HostOrder = (typeof HOST_ORDERS)[number];

/**
 * What becomes of a host that uses clearly more after its restart than before, and than the others: nothing is compared, it is told, or it
 * has failed.
 */
export const BAKE_MODES = ["off", "report", "halt"] as const;
export type BakeMode = (typeof BAKE_MODES)[number];

/** How rollouts go unless the command says otherwise; null: not said here. */
export interface RolloutDefaults {
  /** How many hosts at once. */
  readonly batch: Amount | null;
  /** How many hosts go first, alone. */
  readonly canary: number | null;
  /** How many hosts may fail; with one more the rollout stops. */
  readonly maxFailures: Amount | null;
  /** How many hosts may be out at once, whatever put them out. */
  readonly maxUnavailable: Amount | null;
  /** How long components must have been ready without interruption before the next batch. */
  readonly minReady: Ms | null;
  /** Between two batches. */
  readonly pause: Ms | null;
  readonly order: RolloutOrder | null;
  /** Name of a label: a batch takes hosts of different values of it, as of different racks. */
  readonly spread: string | null;
  readonly bake: BakeMode | null;
  /** What is done around each host. */
  readonly hooks: Hooks | null;
}

/** The hosts that can be named, and what is known of them. Only the reader of inventories makes one. */
export interface Inventory {
  /** Where it comes from, for messages: an absolute path, `exec:PROGRAM` or `dns:NAME`. */
  readonly source: string;
  /** By name, in the order in which they were written. */
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  /** Name of a group → what selects its hosts. */
  readonly groups: ReadonlyMap<string, string>;
  readonly tls: TlsFiles | null;
  readonly rollout: RolloutDefaults;
  /** What holds instead for the hosts of a group, by its name; null fields as in `rollout`. */
  readonly groupRollouts: ReadonlyMap<string, RolloutDefaults>;
}
