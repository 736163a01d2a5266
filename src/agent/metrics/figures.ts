import type { ComponentReading, Reading } from "./reading.ts";

/** One figure that a reading has. */
export interface Figure<Of> {
  readonly name: string;
  /** One sentence; Prometheus shows it. */
  readonly help: string;
  readonly kind: "gauge" | "counter";
  /** Null: it is not known, and not told. */
  of(reading: Of): number | null;
}

const yes = (value: boolean): number => (value ? 1 : 0);
const inSeconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000);

const gauge = <Of>(name: string, help: string, of: Figure<Of>["of"]): Figure<Of> => ({ name, help, kind: "gauge", of });
const counter = <Of>(name: string, help: string, of: Figure<Of>["of"]): Figure<Of> => ({ name, help, kind: "counter", of });

/** What is told of a host. */
export const HOST_FIGURES: readonly Figure<Reading>[] = [
  gauge("imageserving_supervisor_running", "Whether the Server Supervisor is running.", ({ supervisor }) =>
    yes(supervisor.state === "running"),
  ),
  gauge(
    "imageserving_supervisor_uptime_seconds",
    "Since the Server Supervisor was started in this agent.",
    ({ supervisor }) => supervisor.uptimeSeconds,
  ),
  counter("imageserving_audit_lines_total", "Lines that the audit log has.", ({ audit }) => audit.written),
  gauge("imageserving_audit_lines_waiting", "Lines of the audit log that cannot be written yet.", ({ audit }) => audit.waiting),
  counter("imageserving_audit_lines_lost_total", "Lines of the audit log that were lost.", ({ audit }) => audit.lost),
  gauge("imageserving_audit_writable", "Whether the audit log can be written.", ({ audit }) => yes(audit.writable)),
  gauge("imageserving_audit_whole", "Whether the chain of the audit log is whole, as far as it was looked at.", ({ audit }) =>
    yes(audit.whole),
  ),
  counter(
    "imageserving_watch_changes_dropped_total",
    "Changes that slow readers of the watch stream lost.",
    ({ changesDropped }) => changesDropped,
  ),
  counter("process_cpu_seconds_total", "Processor time of the agent.", ({ process }) => process.cpuSeconds),
  gauge("process_resident_memory_bytes", "Resident memory of the agent.", ({ process }) => process.residentBytes),
  gauge("process_open_fds", "Open files of the agent.", ({ process }) => process.openFiles),
  gauge("process_start_time_seconds", "When the agent was started, in seconds since 1970.", ({ process }) => process.startedAt),
  gauge("nodejs_heap_size_used_bytes", "JavaScript heap of the agent in use.", ({ process }) => process.heapUsedBytes),
];

/** What is told of each component. */
export const COMPONENT_FIGURES: readonly Figure<ComponentReading>[] = [
  gauge("imageserving_component_ready", "Whether a component is running and ready.", ({ status }) =>
    yes(status.state === "running" && status.ready),
  ),
  gauge("imageserving_component_desired_up", "Whether a component was asked to be up.", ({ status }) =>
    yes(status.desired === "up"),
  ),
  gauge("imageserving_component_healthy", "Whether the liveness probe of a component does not complain.", ({ complaint }) =>
    yes(complaint === null),
  ),
  gauge("imageserving_component_done", "Whether a component has done its work and need not run any more.", ({ done }) =>
    yes(done),
  ),
  gauge("imageserving_component_configured", "Whether the configuration knows a component.", ({ configured }) => yes(configured)),
  gauge(
    "imageserving_component_uptime_seconds",
    "Since the process of a component was started.",
    ({ status }) => status.uptimeSeconds,
  ),
  gauge(
    "imageserving_component_resident_memory_bytes",
    "Resident memory of a component's processes; shared pages count once for each.",
    ({ status }) => status.usage?.memoryBytes ?? null,
  ),
  gauge(
    "imageserving_component_proportional_memory_bytes",
    "Memory of a component's processes (PSS); shared pages count once.",
    ({ status }) => status.usage?.pssBytes ?? null,
  ),
  gauge(
    "imageserving_component_memory_warn_bytes",
    "The memory above which a component is warned of.",
    ({ warnBytes }) => warnBytes,
  ),
  gauge(
    "imageserving_component_memory_restart_bytes",
    "The memory above which a component is restarted.",
    ({ restartBytes }) => restartBytes,
  ),
  gauge("imageserving_component_processes", "Processes of a component.", ({ status }) => status.usage?.processes ?? null),
  counter("imageserving_component_restarts_total", "Restarts by the Supervisor after crashes.", ({ status }) => status.restarts),
  counter(
    "imageserving_component_starts_total",
    "Processes that were started for a component, whoever asked (its generation).",
    ({ status }) => status.generation,
  ),
  gauge(
    "imageserving_component_last_exit_timestamp_seconds",
    "When a process of a component last ended, in seconds since 1970.",
    ({ status }) => inSeconds(status.lastExit?.at.getTime() ?? null),
  ),
  gauge("imageserving_component_last_exit_expected", "Whether a component last ended because it was stopped.", ({ status }) =>
    status.lastExit === null ? null : yes(status.lastExit.expected),
  ),
  gauge("imageserving_component_probe_latency_seconds", "How long the last successful probe of a component took.", ({ status }) =>
    inSeconds(status.probeLatencyMs),
  ),
  gauge("imageserving_component_retry_seconds", "Until the next attempt to start a component.", ({ status }) =>
    inSeconds(status.retryInMs),
  ),
];
