import type { ComponentName } from "../core/names.ts";
import { type ComponentMark, findMarked, type MarkedProcess, markOf } from "./component-mark.ts";
import type { ComponentRecord } from "./journal.ts";
import { type ProcessStat, readProcesses } from "./proc-fs.ts";
import { ProcessGroup } from "./process-group.ts";
import { checkIdentity, identityOf, type LeaderIdentity } from "./process-identity.ts";

/** A component of an earlier agent that is still there. */
export interface Survivor {
  readonly name: ComponentName;
  readonly identity: LeaderIdentity;
  /** False: the leader has gone and only members of its group are left. */
  readonly leaderAlive: boolean;
}

/** Finds what is left of the components that an earlier agent ran: by recorded identity, then by mark. Changes nothing. */
export function findSurvivors(
  installation: string,
  records: ReadonlyMap<ComponentName, Pick<ComponentRecord, "leader">>,
): readonly Survivor[] {
  const processes = readProcesses();
  const marked = findMarked(installation, processes);
  const names = new Set([...records.keys(), ...marked.keys()]);
  return [...names].flatMap((name) => {
    const found = survivor(
      name,
      records.get(name)?.leader ?? null,
      markOf(installation, name),
      processes,
      marked.get(name) ?? [],
    );
    return found === null ? [] : [found];
  });
}

function survivor(
  name: ComponentName,
  recorded: LeaderIdentity | null,
  mark: ComponentMark,
  processes: readonly ProcessStat[],
  marked: readonly MarkedProcess[],
): Survivor | null {
  if (recorded !== null && checkIdentity(recorded) === "same")
    return { name, identity: recorded, leaderAlive: leadsSession(recorded.pid, processes) };
  const unrecorded = launchedUnrecorded(marked, recorded?.run ?? null);
  if (unrecorded !== null) return { name, identity: leaderOf(unrecorded), leaderAlive: true };
  if (recorded !== null && new ProcessGroup(recorded, mark).members(processes).length > 0)
    return { name, identity: recorded, leaderAlive: false };
  const stray = marked[0];
  return stray === undefined ? null : { name, identity: leaderOf(stray), leaderAlive: false };
}

/**
 * An agent that was killed between starting a component and recording its pid left a leader that no record names:
 * it leads its session, no other marked process is its parent, and its run is not the recorded one (a process of that
 * run is a left-over of it).
 */
function launchedUnrecorded(marked: readonly MarkedProcess[], recordedRun: string | null): MarkedProcess | null {
  const pids = new Set(marked.map((stat) => stat.pid));
  const leaders = marked.filter((stat) => stat.run !== recordedRun && stat.session === stat.pid && !pids.has(stat.ppid));
  return leaders.sort((a, b) => a.startTicks - b.startTicks)[0] ?? null;
}

/** Every leader is started in a session of its own; a recorded process that leads none was left over when its agent found it. */
const leadsSession = (pid: number, processes: readonly ProcessStat[]): boolean =>
  processes.some((stat) => stat.pid === pid && stat.session === pid);

const leaderOf = (stat: MarkedProcess): LeaderIdentity => ({ ...identityOf(stat), run: stat.run });
