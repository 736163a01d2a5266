import type { AgentConfig, ListenConfig, MetricsConfig } from "../core/agent-config.ts";
import { writeBytes } from "../core/bytes.ts";
import type { ComponentSpec, LiveSpec, Probe, ReadySpec, RestartSpec } from "../core/component-spec.ts";
import { writeDuration } from "../core/duration.ts";
import type { NotificationConfig } from "../core/notification.ts";
import { writeEndpoint } from "./network-kinds.ts";

/** A value as `agent.yaml` writes it. */
export type ConfigValue = string | number | boolean | null | readonly string[];

/** A mapping of `agent.yaml`, keys in the order in which they are shown. */
export interface ConfigTree {
  readonly [key: string]: ConfigValue | ConfigTree;
}

/** A configuration in the shape of its file, with every default written out and every path absolute. */
export function configTree(config: AgentConfig): ConfigTree {
  return {
    host: config.host,
    listen: config.listen === null ? null : listenTree(config.listen),
    socket: { group: config.socket.group },
    metrics: config.metrics === null ? null : metricsTree(config.metrics),
    notify: Object.fromEntries(config.notify.map((one) => [one.name, notificationTree(one)])),
    components: Object.fromEntries([...config.components].map(([name, spec]) => [name, componentTree(spec)])),
  };
}

const listenTree = ({ tls, ...address }: ListenConfig): ConfigTree => ({
  address: writeEndpoint(address),
  tls: tls === null ? null : { ...tls },
});

const metricsTree = ({ plain, ...listen }: MetricsConfig): ConfigTree => ({ ...listenTree(listen), plain });

function notificationTree({ way, on, components, retries, rate }: NotificationConfig): ConfigTree {
  const does: ConfigTree =
    way.kind === "command" ? { command: way.command } : { http: way.url, method: way.method, ...statusTree(way.status) };
  const limit = { most: rate.most, per: writeDuration(rate.per) };
  return { ...does, on, components, timeout: writeDuration(way.timeout), retries, rate: limit };
}

/** Any good one will do where none is named, which has no word in the file. */
const statusTree = (status: number | null): ConfigTree => (status === null ? {} : { status });

function componentTree(spec: ComponentSpec): ConfigTree {
  return {
    title: spec.title,
    command: spec.command,
    env: spec.env,
    cwd: spec.cwd,
    user: spec.user,
    after: spec.after,
    ready: spec.ready === null ? null : readyTree(spec.ready),
    live: spec.live === null ? null : liveTree(spec.live),
    stop: { signal: spec.stop.signal, timeout: writeDuration(spec.stop.timeout), dump: spec.stop.dump },
    restart: restartTree(spec.restart),
    memory: {
      warn: spec.memory.warn === null ? null : writeBytes(spec.memory.warn),
      restart: spec.memory.restart === null ? null : writeBytes(spec.memory.restart),
    },
    log: { maxSize: writeBytes(spec.log.maxSize), keep: spec.log.keep, maxAge: writeDuration(spec.log.maxAge) },
  };
}

function probeTree(probe: Probe): ConfigTree {
  switch (probe.kind) {
    case "http":
      return { http: probe.url, status: probe.status, body: probe.body };
    case "tcp":
      return { tcp: writeEndpoint(probe) };
    case "command":
      return { command: probe.command };
  }
}

const readyTree = ({ probe, interval, timeout, attempt, recheck, failures, listener }: ReadySpec): ConfigTree => ({
  ...probeTree(probe),
  interval: writeDuration(interval),
  timeout: writeDuration(timeout),
  attempt: writeDuration(attempt),
  recheck: writeDuration(recheck),
  failures,
  listener,
});

const liveTree = ({ probe, interval, timeout, failures, action }: LiveSpec): ConfigTree => ({
  ...probeTree(probe),
  interval: writeDuration(interval),
  timeout: writeDuration(timeout),
  failures,
  action,
});

const restartTree = ({ policy, backoff, steadyAfter, crashLoop }: RestartSpec): ConfigTree => ({
  policy,
  backoff: { initial: writeDuration(backoff.initial), max: writeDuration(backoff.max) },
  steadyAfter: writeDuration(steadyAfter),
  crashLoop: {
    failures: crashLoop.failures,
    within: writeDuration(crashLoop.within),
    retryEvery: writeDuration(crashLoop.retryEvery),
  },
});
