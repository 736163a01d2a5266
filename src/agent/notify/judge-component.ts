import { humanDuration, ms } from "../../core/duration.ts";
import type { NotificationEvent } from "../../core/notification.ts";
import type { ComponentStatus } from "../../core/status.ts";
import type { AskedBy, Told } from "./happening.ts";

/** What is remembered of a component between two changes. */
export interface Seen {
  readonly state: ComponentStatus["state"];
  readonly ready: boolean;
  /** What liveness said; null: nothing. */
  readonly complaint: string | null;
  /** It took longer than it may to get ready. */
  readonly overdue: boolean;
  /** When its last process ended. */
  readonly exitAt: number | null;
  /** The process whose start was told, or was there when looking began. */
  readonly startTold: number;
  /** The process whose unwanted end was told. */
  readonly crashTold: number | null;
  /** It was told to have failed, and has not been ready since. */
  readonly failedTold: boolean;
  /** What was told first since it was last well; null: it is. */
  readonly trouble: { readonly since: Date; readonly event: NotificationEvent } | null;
  /** The operation in which it was seen last. */
  readonly operation: string | null;
}

/** What is looked at. */
export interface Look {
  readonly status: ComponentStatus;
  /** It took longer than it may to get ready. */
  readonly overdue: boolean;
  /** The operation on it that is in progress; null: none is. */
  readonly asked: AskedBy | null;
  readonly at: Date;
}

/** How it stands when looking begins: nothing of that is told. @param ours whether this agent has started it, or is about to */
export const firstSeen = ({ status, overdue, asked }: Look, ours: boolean): Seen => ({
  ...standing(status, overdue, asked),
  startTold: ours && !isWell(status) ? NONE : status.generation,
  crashTold: null,
  failedTold: false,
  trouble: null,
});

/** No process has this generation. */
const NONE = -1;

/** What of this change is to be told, the worst first. Pure. */
export function judgeComponent(seen: Seen, look: Look): readonly [Seen, readonly Told[]] {
  const { status, overdue, asked, at } = look;
  const now = standing(status, overdue, asked);
  // Somebody took it in hand: what it does from now on is news.
  const failedTold = seen.failedTold && (asked === null || asked.id === seen.operation);
  const events = eventsOf({ ...seen, failedTold }, look, now.complaint);
  const bad = events.find((event) => TROUBLES.has(event));
  const trouble = seen.trouble ?? (bad === undefined ? null : { since: at, event: bad });
  const over = events.includes("recovered") || events.includes("stopped") || events.includes("started");
  const next: Seen = {
    ...now,
    startTold: isWell(status) ? status.generation : seen.startTold,
    crashTold: events.includes("crashed") ? status.generation : seen.crashTold,
    failedTold: !over && (failedTold || events.includes("failed")),
    trouble: over ? null : trouble,
  };
  return [next, events.map((event) => told(event, seen, look))];
}

const TROUBLES: ReadonlySet<NotificationEvent> = new Set(["failed", "crashed", "unhealthy", "not-ready"]);

function eventsOf(seen: Seen, { status, overdue }: Look, complaint: string | null): readonly NotificationEvent[] {
  const { state, desired } = status;
  if (state === "stopped" && desired === "down") return seen.state === "stopped" ? [] : ["stopped"];
  if (isWell(status) && complaint === null) {
    if (seen.trouble !== null) return ["recovered"];
    return status.generation === seen.startTold ? [] : ["started"];
  }
  const events: NotificationEvent[] = [];
  if (!seen.failedTold) {
    if (state === "failed" && seen.state !== "failed") events.push("failed");
    if (hasCrashed(seen, status)) events.push("crashed");
  }
  if (complaint !== null && seen.complaint === null) events.push("unhealthy");
  const late = state === "starting" && overdue && !seen.overdue && !seen.failedTold;
  if (late || (state === "running" && !status.ready && seen.state === "running" && seen.ready)) events.push("not-ready");
  return events;
}

/** A process that ends while it is being stopped was asked to, whatever its exit code says; one that may end with 0 has done its work. */
function hasCrashed(seen: Seen, status: ComponentStatus): boolean {
  if (seen.crashTold === status.generation) return false;
  if (status.state === "backoff" && seen.state === "stopping") return true; // taken down for its health or its memory
  const { lastExit } = status;
  if (lastExit === null || lastExit.at.getTime() === seen.exitAt || lastExit.expected) return false;
  if (seen.state !== "running" && seen.state !== "starting") return false;
  return !(status.state === "stopped" && lastExit.code === 0);
}

const isWell = ({ state, ready }: ComponentStatus): boolean => state === "running" && ready;

const standing = (status: ComponentStatus, overdue: boolean, asked: AskedBy | null) => ({
  state: status.state,
  ready: status.ready,
  complaint: isWell(status) ? status.reason : null,
  overdue,
  exitAt: status.lastExit?.at.getTime() ?? null,
  operation: asked?.id ?? null,
});

function told(event: NotificationEvent, seen: Seen, { status, asked, at }: Look): Told {
  const ended = status.lastExit !== null && status.lastExit.at.getTime() !== seen.exitAt;
  return {
    event,
    component: status.name,
    title: status.title,
    at,
    from: { state: seen.state, ready: seen.ready },
    to: { state: status.state, ready: status.ready },
    exit: ended || event === "failed" || event === "crashed" ? status.lastExit : null,
    reason: status.reason,
    operation: asked,
    what: whatOf(event, seen, status, asked, at),
  };
}

function whatOf(event: NotificationEvent, seen: Seen, status: ComponentStatus, asked: AskedBy | null, at: Date): string {
  const { reason, lastExit } = status;
  const by = asked === null ? "" : ` by ${asked.by} (${asked.kind})`;
  switch (event) {
    case "crashed":
      // The hint of a signal may begin with the same word.
      return seen.state === "stopping"
        ? (reason ?? "crashed")
        : `crashed: ${(lastExit?.hint ?? "not known why").replace(/^crashed: /, "")}`;
    case "failed":
      return `failed: ${reason ?? "not known why"}`;
    case "unhealthy":
      return `unhealthy: ${reason}`;
    case "not-ready":
      return reason ?? "not ready any more";
    case "recovered":
      return `running and ready again, ${since(seen, at)}`;
    default:
      return `${event}${by}`;
  }
}

const BEGAN: Partial<Record<NotificationEvent, string>> = {
  failed: "failed",
  crashed: "crashed",
  unhealthy: "became unhealthy",
  "not-ready": "was not ready",
};

const since = ({ trouble }: Seen, at: Date): string =>
  trouble === null
    ? "after trouble"
    : `${humanDuration(ms(Math.max(0, at.getTime() - trouble.since.getTime())))} after it ${BEGAN[trouble.event]}`;
