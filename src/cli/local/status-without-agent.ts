import { join } from "node:path";
import type { AgentConfig } from "../../core/agent-config.ts";
import type { ComponentSpec } from "../../core/component-spec.ts";
import { FaultError } from "../../core/fault.ts";
import type { ComponentStatus, Desired, HostStatus, SupervisorState } from "../../core/status.ts";
import type { LastKnown } from "../../supervisor/last-known.ts";
import { answered, type HostAnswer, notAnswered } from "../host-answer.ts";

/** What the files of a host tell while no agent is alive. */
export interface Evidence {
  readonly hostName: string;
  readonly logDir: string;
  readonly lastKnown: LastKnown;
  /** `unread`: there is one that is of no use, or nobody needed it; `absent`: there is none, so nothing is configured. */
  readonly config: AgentConfig | "absent" | "unread";
}

/**
 * Pure. How a host stands whose agent is not alive: the Server Supervisor has stopped, or died and left components behind.
 * @param names empty: all.
 */
export function statusWithoutAgent(names: readonly string[], evidence: Evidence): HostAnswer<HostStatus> {
  const { lastKnown, config } = evidence;
  const host = typeof config === "string" ? evidence.hostName : config.host;
  const all = known(evidence);
  const missing = names.filter((name) => !all.some((component) => component.name === name));
  if (missing.length > 0 && config !== "unread") {
    return notAnswered(host, new FaultError({ code: "UNKNOWN_COMPONENT", names: missing, known: all.map(({ name }) => name) }));
  }
  const { unattended } = lastKnown;
  const asked = names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
  if (unattended.length === 0) return answered(host, report(evidence, host, "stopped", asked));
  const error = new FaultError({
    code: "SUPERVISOR_DEAD",
    unattended: unattended.map(({ name, pid }) => ({ name, pid: pid ?? 0 })),
  });
  // Whatever was asked: that they are unattended concerns all of them.
  return notAnswered(host, error, report(evidence, host, "dead", all));
}

/** What lives, and what is configured and does not. */
function known({ lastKnown, config, logDir }: Evidence): readonly ComponentStatus[] {
  if (typeof config === "string") return lastKnown.unattended;
  const alive = new Map(lastKnown.unattended.map((component) => [component.name, component]));
  const configured = [...config.components.values()].map(
    (spec) => alive.get(spec.name) ?? atRest(spec, lastKnown.desired.get(spec.name) ?? "down", logDir),
  );
  return [...configured, ...lastKnown.unattended.filter(({ name }) => !config.components.has(name))];
}

const atRest = (spec: ComponentSpec, desired: Desired, logDir: string): ComponentStatus => ({
  name: spec.name,
  title: spec.title,
  desired,
  state: "stopped",
  ready: false,
  pid: null,
  uptimeSeconds: null,
  usage: null,
  restarts: 0,
  generation: 0,
  lastExit: null,
  reason: "the Server Supervisor is not running",
  waitingFor: [],
  retryInMs: null,
  logFile: join(logDir, `${spec.name}.log`),
  probeLatencyMs: null,
});

const report = (
  { config }: Evidence,
  host: string,
  state: SupervisorState,
  components: readonly ComponentStatus[],
): HostStatus => ({
  host,
  supervisor: {
    state,
    pid: null,
    uptimeSeconds: null,
    usage: null,
    version: "",
    configHash: typeof config === "string" ? "" : config.hash,
  },
  components,
  warnings: [],
});
