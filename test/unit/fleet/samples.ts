import { NO_DEFAULTS } from "../../../src/config/fleet-rollout-schema.ts";
import type { Inventory, InventoryHost } from "../../../src/core/inventory.ts";
import type { ComponentName } from "../../../src/core/names.ts";
import type { ComponentStatus, HostStatus } from "../../../src/core/status.ts";

export const host = (name: string, labels: Readonly<Record<string, string>> = {}): InventoryHost => ({
  name,
  address: { host: name, port: 9910 },
  labels: new Map(Object.entries(labels)),
});

export const inventory = (hosts: readonly InventoryHost[], groups: Readonly<Record<string, string>> = {}): Inventory => ({
  source: "fleet.yaml",
  hosts: new Map(hosts.map((one) => [one.name, one])),
  groups: new Map(Object.entries(groups)),
  tls: null,
  rollout: NO_DEFAULTS,
  groupRollouts: new Map(),
});

export const component = (name: string, changed: Partial<ComponentStatus> = {}): ComponentStatus => ({
  name: name as ComponentName,
  title: name.toUpperCase(),
  desired: "up",
  state: "running",
  ready: true,
  pid: 913,
  uptimeSeconds: 1_000,
  usage: { memoryBytes: 900, pssBytes: null, cpuPercent: 12, processes: 1 },
  restarts: 0,
  generation: 1,
  lastExit: null,
  reason: null,
  waitingFor: [],
  retryInMs: null,
  logFile: `/log/${name}.log`,
  probeLatencyMs: 12.5,
  ...changed,
});

export const hostStatus = (
  name: string,
  components: readonly ComponentStatus[],
  changed: Partial<HostStatus> = {},
): HostStatus => ({
  host: name,
  supervisor: { state: "running", pid: 812, uptimeSeconds: 2_000, usage: null, version: "1.0.0", configHash: "sha256:00" },
  components,
  warnings: [],
  ...changed,
});
