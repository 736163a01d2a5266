import type { Clock } from "../core/clock.ts";
import { humanDuration, type MonoMs, ms } from "../core/duration.ts";
import type { ComponentName } from "../core/names.ts";
import type { Progress } from "../core/operation.ts";
import type { ComponentStatus, Desired } from "../core/status.ts";
import type { ComponentActor } from "./component-actor.ts";
import { dueAt, stateOf } from "./lifecycle-slot.ts";
import { uptimeSeconds } from "./proc-fs.ts";

/** What a report needs beside the component itself. */
export interface ReportFacts {
  readonly clock: Clock;
  readonly desired: Desired;
  readonly waitingFor: readonly ComponentName[];
  readonly logFile: string;
  /** Seconds since boot; absent: it is read where it is needed. */
  readonly sinceBoot?: number;
}

/** How a component stands. */
export function statusOf(actor: ComponentActor, facts: ReportFacts): ComponentStatus {
  const running = actor.pid !== null;
  return {
    name: actor.name,
    title: actor.spec.title,
    desired: facts.desired,
    state: stateOf(actor.slot),
    ready: actor.ready,
    pid: actor.pid,
    uptimeSeconds: running && actor.process !== null ? uptimeSeconds(actor.process.identity, facts.sinceBoot) : null,
    usage: running ? actor.usage : null,
    restarts: actor.slot.restarts,
    generation: actor.generation,
    lastExit: actor.lastExit,
    reason: reasonOf(actor, facts),
    waitingFor: actor.slot.phase.at === "waiting" ? facts.waitingFor : [],
    retryInMs: retryIn(actor, facts.clock.now()),
    logFile: facts.logFile,
    probeLatencyMs: running ? actor.probeLatencyMs : null,
  };
}

/** A step of progress, as an operation tells it. */
export function progressOf(actor: ComponentActor, facts: ReportFacts): Progress {
  return {
    component: actor.name,
    state: stateOf(actor.slot),
    ready: actor.ready,
    pid: actor.pid,
    forMs: Math.round(facts.clock.now() - actor.since),
    detail: reasonOf(actor, facts) ?? "",
  };
}

/** Why it is not running and ready, in one sentence; null where it is and liveness does not complain. */
export function reasonOf(actor: ComponentActor, facts: ReportFacts): string | null {
  const { phase, fails, cleanExit } = actor.slot;
  const now = facts.clock.now();
  switch (phase.at) {
    case "stopped":
      return facts.desired === "up" && actor.slot.wantUp ? whyNotRestarted(actor, cleanExit) : null;
    case "waiting":
      return facts.waitingFor.length > 0 ? `waits for ${facts.waitingFor.join(", ")}` : "about to start";
    case "launching":
      return "being started";
    case "starting":
      return whyNotReady(actor, phase.overdue);
    case "running":
      return phase.ready ? actor.health : `not ready any more: ${actor.lastProbeFailure ?? "its probe failed"}`;
    case "stopping":
      return whyStopping(actor, now);
    case "backoff":
      return `${crashes(fails)}${because(actor)}`;
    case "failed":
      return phase.retryAt === null ? `${whyFailed(actor, fails)}; not tried again until it is started` : whyFailed(actor, fails);
  }
}

const crashes = (fails: number): string => (fails === 1 ? "crashed" : `crashed ${fails} times in a row`);

const because = (actor: ComponentActor): string => {
  const why = actor.trouble ?? actor.lastExit?.hint;
  return why === undefined ? "" : ` (${why})`;
};

function whyNotRestarted(actor: ComponentActor, clean: boolean): string {
  return `${clean ? "ended with exit code 0" : "ended"} and is not restarted (restart policy ${actor.spec.restart.policy})`;
}

function whyNotReady(actor: ComponentActor, overdue: boolean): string {
  const timeout = actor.spec.ready?.timeout;
  const late = overdue && timeout !== undefined ? `not ready within ${humanDuration(timeout)}` : "not ready yet";
  return actor.lastProbeFailure === null ? late : `${late}: ${actor.lastProbeFailure}`;
}

function whyStopping(actor: ComponentActor, now: MonoMs): string {
  const { phase } = actor.slot;
  if (phase.at !== "stopping") return "";
  const left = actor.process?.group.members().map((member) => member.pid) ?? [];
  if (phase.stuck) return `pid ${left.join(", ")} survived SIGKILL; look at its state in /proc/PID/status`;
  if (phase.leaderGone && left.length === 0) return "its last processes have just ended";
  const why = actor.trouble === null ? "" : ` (${actor.trouble})`;
  if (phase.stage === "kill") return `being killed${why}`;
  const rest = humanDuration(ms(Math.max(0, phase.due - now)));
  if (phase.stage === "dump") return `writing a dump, ${rest} left before it is killed${why}`;
  return phase.leaderGone
    ? `its leader has ended, pid ${left.join(", ")} of its group lives on, ${rest} left before it is killed${why}`
    : `asked to end, ${rest} left before it is killed${why}`;
}

function whyFailed(actor: ComponentActor, fails: number): string {
  if (actor.trouble !== null && fails === 0) return actor.trouble;
  return `${crashes(fails)}${because(actor)}`;
}

function retryIn(actor: ComponentActor, now: MonoMs): number | null {
  const { at } = actor.slot.phase;
  const due = at === "backoff" || at === "failed" ? dueAt(actor.slot) : null;
  return due === null ? null : Math.max(0, Math.round(due - now));
}
