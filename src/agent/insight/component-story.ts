import type { ComponentState } from "../../core/component-state.ts";
import { humanDuration, ms } from "../../core/duration.ts";
import type { ComponentName, OperationId } from "../../core/names.ts";
import type { ComponentStatus, ExitRecord } from "../../core/status.ts";
import { type EventDraft, hostDraft } from "./event-draft.ts";

/** What a component's status does not tell of it, as it is when the status is. */
export interface ComponentFacts {
  /** What liveness says while it fails; null: it holds, or none is asked. */
  readonly unhealthy: string | null;
  /** It is not ready in the time it was given, or has outlived a SIGKILL. */
  readonly late: boolean;
  /** Why it was taken down by the Supervisor itself or could not be started; null: it was not. */
  readonly trouble: string | null;
}

/** Whoever asked for what happens to a component. */
export interface Cause {
  readonly by: string;
  readonly operationId: OperationId;
}

/** How a component stood when it was last heard of. */
export interface Seen {
  readonly state: ComponentState;
  readonly ready: boolean;
  readonly pid: number | null;
  /** Since when it is in that state, as the wall clock has it; of an earlier agent, when it told of it last. */
  readonly since: number;
  readonly unhealthy: boolean;
  readonly late: boolean;
  /** When the end was that was told last; null: none was. */
  readonly exitAt: number | null;
  /** It is what an earlier agent left written. */
  readonly earlier: boolean;
}

const NEVER_SEEN: Omit<Seen, "since"> = {
  state: "stopped",
  ready: false,
  pid: null,
  unhealthy: false,
  late: false,
  exitAt: null,
  earlier: true,
};

/** Finds in the changes of components what is worth an event: another state, another readiness, a complaint of liveness. */
export class ComponentStory {
  readonly #seen: Map<ComponentName, Seen>;
  readonly #began: Date;

  /** @param remembered how earlier agents last saw the components. @param began since when this agent runs. */
  constructor(remembered: ReadonlyMap<ComponentName, Seen>, began: Date) {
    this.#seen = new Map(remembered);
    this.#began = began;
  }

  /** @param cause whoever has an operation in progress on it; null: nobody. Null is returned where nothing is worth an event. */
  changed(now: ComponentStatus, facts: ComponentFacts, at: Date, cause: Cause | null): EventDraft | null {
    const before = this.#seen.get(now.name) ?? { ...NEVER_SEEN, since: this.#began.getTime() };
    const exit = now.lastExit !== null && isNew(now.lastExit, before) ? now.lastExit : null;
    const kind = kindOf(now, facts, before, exit);
    this.#seen.set(now.name, seen(now, facts, before, { at, exit, told: kind !== null }));
    if (kind === null) return null;
    const crashed = exit !== null && !exit.expected && before.state !== "stopping";
    const asked = kind === "state" && !crashed ? cause : null;
    const wrong = kind === "state" ? now.state === "backoff" || now.state === "failed" : isWorse(now, facts, before);
    return {
      ...hostDraft(kind, at, sentence(kind, now, facts, before, exit, at)),
      component: now.name,
      state: now.state,
      previousState: before.state,
      ready: now.ready,
      pid: now.pid ?? (exit === null ? null : before.pid),
      by: asked?.by ?? null,
      operationId: asked?.operationId ?? null,
      exit,
      wrong: wrong || (exit !== null && !exit.expected),
    };
  }

  /** Forgets those that are not configured any more. */
  keep(names: ReadonlySet<ComponentName>): void {
    for (const name of this.#seen.keys()) if (!names.has(name)) this.#seen.delete(name);
  }
}

/** Of what was before the last that an earlier agent told, it had told already. */
const isNew = ({ at }: ExitRecord, before: Seen): boolean =>
  before.earlier ? at.getTime() > before.since : at.getTime() !== before.exitAt;

function kindOf(now: ComponentStatus, facts: ComponentFacts, before: Seen, exit: ExitRecord | null): "state" | "health" | null {
  if (now.state !== before.state) return "state";
  // The first crash is followed by a new start at once; an end while it is being stopped is told when all of it has ended.
  if (exit !== null && !exit.expected && now.state !== "stopping") return "state";
  if (before.earlier) return endedUnseen(now, before) ? "state" : null;
  const same = now.ready === before.ready && (facts.unhealthy !== null) === before.unhealthy && facts.late === before.late;
  return same ? null : "health";
}

function seen(
  now: ComponentStatus,
  facts: ComponentFacts,
  before: Seen,
  { at, exit, told }: { readonly at: Date; readonly exit: ExitRecord | null; readonly told: boolean },
): Seen {
  const goesOn = now.state === before.state && !before.earlier && (exit === null || !told);
  return {
    state: now.state,
    ready: now.ready,
    pid: now.pid ?? (told ? null : before.pid), // the pid of one that ended is told with its end
    since: goesOn ? before.since : at.getTime(),
    unhealthy: facts.unhealthy !== null,
    late: facts.late,
    exitAt: told || exit === null ? (now.lastExit?.at.getTime() ?? null) : before.exitAt,
    earlier: false,
  };
}

const isWorse = (now: ComponentStatus, facts: ComponentFacts, before: Seen): boolean =>
  (before.ready && !now.ready) || (facts.unhealthy !== null && !before.unhealthy) || (facts.late && !before.late);

/** An earlier agent saw it run, and this one does not find that process. */
const endedUnseen = (now: ComponentStatus, before: Seen): boolean =>
  before.earlier && before.pid !== null && before.pid !== now.pid;

function sentence(
  kind: "state" | "health",
  now: ComponentStatus,
  facts: ComponentFacts,
  before: Seen,
  exit: ExitRecord | null,
  at: Date,
): string {
  if (kind === "health") return healthSentence(now, facts, before);
  if (before.earlier && now.pid !== null) return `taken over from an earlier agent, pid ${now.pid}`;
  const told = stateSentence(now, facts, before, exit, at);
  return endedUnseen(now, before) ? `ended while no agent was watching; ${told}` : told;
}

function healthSentence(now: ComponentStatus, facts: ComponentFacts, before: Seen): string {
  if (facts.unhealthy !== null && !before.unhealthy) return `unhealthy: ${facts.unhealthy}`;
  if (before.ready && !now.ready) return now.reason ?? "not ready any more";
  if (!before.ready && now.ready) return "ready again";
  if (facts.late && !before.late) return now.reason ?? "late";
  return "healthy again";
}

function stateSentence(now: ComponentStatus, facts: ComponentFacts, before: Seen, exit: ExitRecord | null, at: Date): string {
  const ended = exit !== null && !exit.expected ? exit.hint : null;
  const next = now.retryInMs === null ? "" : `; tried again in ${humanDuration(ms(now.retryInMs))}`;
  switch (now.state) {
    case "starting":
      return [ended, starting(now, before, ended !== null)].filter((part) => part !== null).join("; ");
    case "running": {
      const took = at.getTime() - before.since;
      const after = before.state === "starting" && took >= 0 ? ` after ${humanDuration(ms(took))}` : "";
      return `ready${after}${now.pid === null ? "" : `, pid ${now.pid}`}`;
    }
    case "stopping":
      return ended !== null ? `${ended}; what is left of it is being ended` : (facts.trouble ?? "asked to end");
    case "stopped":
      return [ended, now.reason].filter((part) => part !== null).join("; ") || "stopped";
    default:
      return `${now.reason ?? ended ?? now.state}${next}`;
  }
}

function starting(now: ComponentStatus, before: Seen, crashed: boolean): string {
  if (now.waitingFor.length > 0) return `waits for ${now.waitingFor.join(", ")}`;
  if (crashed) return "started again at once";
  return before.state === "backoff" || before.state === "failed" ? "tried again" : "starting";
}
