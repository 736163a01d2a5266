import type { MonoMs } from "../../core/duration.ts";
import type { Operation } from "../../core/operation.ts";
import type { ComponentStatus, ExitRecord, HostStatus } from "../../core/status.ts";
import type { ComponentCard, ExitCard, HostCard, OperationCard } from "../../web/protocol.ts";
import type { WatchedHost } from "../watch/watched-host.ts";
import { isNotRunning } from "./operation-plan-lines.ts";

/** One moment by both clocks of the dashboard. */
export interface Moment {
  readonly mono: MonoMs;
  /** Milliseconds since 1970. */
  readonly wall: number;
}

/** A watched host as the page is told of it. Uptimes become moments, so that a host whose figures stand still needs no word. */
export function hostCard(watchedHost: WatchedHost, now: Moment): HostCard {
  const host = isNotRunning(watchedHost) ? asStopped(watchedHost) : watchedHost;
  const { name, link, status, heardAt, clockOffsetMs, dropped } = host;
  const statusAt = wallOf(host.statusAt ?? host.heardAt, now) ?? now.wall;
  const own = (at: Date) => at.getTime() - (clockOffsetMs ?? 0);
  return {
    name,
    link: link.t,
    lost: link.t === "lost" ? { why: link.error.message, since: wallOf(link.since, now) ?? now.wall } : null,
    heardAt: link.t === "live" ? null : wallOf(heardAt, now),
    supervisor: status === null ? null : supervisorCard(status, statusAt),
    components: (status?.components ?? []).map((component) => componentCard(component, statusAt, own)),
    operations: (status?.operations ?? []).map((operation) => operationCard(operation, own)),
    warnings: status?.warnings ?? [],
    clockOffsetMs,
    dropped,
  };
}

/** Where it is known that nothing runs, nothing is stale. */
const asStopped = (host: WatchedHost): WatchedHost => ({
  ...host,
  link: { t: "live" },
  status: {
    host: host.name,
    supervisor: { state: "stopped", pid: null, uptimeSeconds: null, usage: null, version: "", configHash: "" },
    components: (host.status?.components ?? []).map((component) => ({ ...component, ...STOPPED })),
    warnings: [],
  },
});

const STOPPED = {
  desired: "down",
  state: "stopped",
  ready: false,
  pid: null,
  uptimeSeconds: null,
  usage: null,
  reason: null,
} as const;

const wallOf = (at: MonoMs | null, { mono, wall }: Moment): number | null =>
  at === null ? null : Math.round(wall - (mono - at));

/** To a second: figures that come a moment earlier or later are no news. */
const sinceOf = (uptimeSeconds: number | null, statusAt: number): number | null =>
  uptimeSeconds === null ? null : Math.round((statusAt - uptimeSeconds * 1_000) / 1_000) * 1_000;

const supervisorCard = ({ supervisor }: HostStatus, statusAt: number): HostCard["supervisor"] => ({
  state: supervisor.state,
  since: sinceOf(supervisor.uptimeSeconds, statusAt),
  pid: supervisor.pid,
  memory: supervisor.usage?.memoryBytes ?? null,
  version: supervisor.version,
  configHash: supervisor.configHash,
});

function componentCard(component: ComponentStatus, statusAt: number, own: (at: Date) => number): ComponentCard {
  const { usage, lastExit, retryInMs } = component;
  return {
    name: component.name,
    title: component.title,
    desired: component.desired,
    state: component.state,
    ready: component.ready,
    pid: component.pid,
    since: sinceOf(component.uptimeSeconds, statusAt),
    memory: usage?.memoryBytes ?? null,
    cpu: usage === null ? null : Math.round(usage.cpuPercent * 10) / 10,
    restarts: component.restarts,
    reason: component.reason,
    waitingFor: component.waitingFor,
    retryAt: retryInMs === null ? null : Math.round((statusAt + retryInMs) / 1_000) * 1_000,
    lastExit: lastExit === null ? null : exitCard(lastExit, own),
    probeMs: component.probeLatencyMs === null ? null : Math.round(component.probeLatencyMs * 10) / 10,
  };
}

const exitCard = (exit: ExitRecord, own: (at: Date) => number): ExitCard => ({
  how: exit.signal ?? (exit.code === null ? "nobody saw how" : `exit code ${exit.code}`),
  at: own(exit.at),
  expected: exit.expected,
  hint: exit.hint,
});

const operationCard = ({ id, kind, requested, by, reason, startedAt }: Operation, own: (at: Date) => number): OperationCard => ({
  id,
  kind,
  components: requested,
  by,
  reason,
  since: own(startedAt),
});
