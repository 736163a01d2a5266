import { join } from "node:path";
import type { ComponentName } from "../core/names.ts";
import type { ComponentStatus, Desired } from "../core/status.ts";
import { findSurvivors, type Survivor } from "./adoption.ts";
import { knownInstallationId } from "./component-mark.ts";
import { homeHolder } from "./home-lock.ts";
import { type ComponentRecord, readJournal } from "./journal.ts";
import { uptimeSeconds } from "./proc-fs.ts";

/** What the files of a host tell while no agent answers. */
export interface LastKnown {
  /** The process that holds the agent's lock and is alive; null: no agent is running. */
  readonly agentPid: number | null;
  /** Whether the Server Supervisor was running when its agent was last heard of. */
  readonly supervisorWasRunning: boolean;
  /** What was asked last of each component that is remembered. */
  readonly desired: ReadonlyMap<ComponentName, Desired>;
  /** Components whose recorded process (or a process that bears their mark) is alive, with pid and uptime. Verified by identity. */
  readonly unattended: readonly ComponentStatus[];
}

/**
 * Reads the journal and the lock of a host, and looks at its processes; changes nothing. A missing or torn journal is no
 * error. Rejects with BAD_FILE where the journal may not be read.
 */
export async function readLastKnown(paths: { readonly stateDir: string; readonly logDir: string }): Promise<LastKnown> {
  const installation = knownInstallationId(paths.stateDir);
  const agent = homeHolder(paths.stateDir);
  if (installation === null)
    return { agentPid: agent?.pid ?? null, supervisorWasRunning: false, desired: new Map(), unattended: [] };
  const { state } = readJournal(paths.stateDir);
  const records: ReadonlyMap<ComponentName, ComponentRecord> = state?.components ?? new Map();
  const survivors = agent === null ? findSurvivors(installation, records) : [];
  return {
    agentPid: agent?.pid ?? null,
    supervisorWasRunning: state?.supervisor === "running",
    desired: new Map([...records].map(([name, { desired }]) => [name, desired])),
    unattended: survivors.map((survivor) => unattended(survivor, records.get(survivor.name) ?? null, paths.logDir)),
  };
}

function unattended({ name, identity, leaderAlive }: Survivor, record: ComponentRecord | null, logDir: string): ComponentStatus {
  return {
    name,
    title: record?.spec.title ?? name,
    desired: record?.desired ?? "up",
    state: "running",
    ready: false,
    pid: identity.pid,
    uptimeSeconds: uptimeSeconds(identity),
    usage: null,
    restarts: record?.restarts ?? 0,
    generation: record?.generation ?? 0,
    lastExit: record?.lastExit ?? null,
    reason: leaderAlive
      ? "running unattended: its agent is gone"
      : "its leader has ended unattended; processes of its group live on",
    waitingFor: [],
    retryInMs: null,
    logFile: join(logDir, `${name}.log`),
    probeLatencyMs: null,
  };
}
