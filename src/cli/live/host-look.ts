import { between } from "../../core/clock.ts";
import { humanDuration, type MonoMs, ms } from "../../core/duration.ts";
import type { ComponentStatus, HostStatus } from "../../core/status.ts";
import { isWell } from "../exit-codes.ts";
import type { Colour } from "../render/paint.ts";
import { stateColour } from "../render/status-table.ts";
import { agedStatus } from "../watch/aged-status.ts";
import type { WatchedHost } from "../watch/watched-host.ts";

/** How urgent a host is, the most urgent first; what is the same stays together. */
export const URGENCIES = ["lost", "dead", "broken", "on its way", "stopped", "connecting", "at rest", "well"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** One component in a few characters: `is+`. */
export interface Mark {
  readonly text: string;
  readonly colour: Colour;
}

/** How a host looks at a moment. */
export interface HostLook {
  readonly host: WatchedHost;
  /** As it is now where it is heard of, as it was known last where it is not; null: it never was. */
  readonly status: HostStatus | null;
  /** Since when what is known of it is stale, in milliseconds; null: it is not. */
  readonly staleFor: number | null;
  readonly urgency: Urgency;
  /** Two or three words: `all ready`, `ps in backoff`, `lost 12s`. */
  readonly words: string;
  readonly colour: Colour;
  readonly marks: readonly Mark[];
  readonly uptimeSeconds: number | null;
  /** Of all components and the agent; null: nothing was measured. */
  readonly memoryBytes: number | null;
  readonly cpuPercent: number | null;
  /** Why it is not well; empty: nothing is to be said. */
  readonly note: string;
}

/** Pure. How a host that is watched looks now. */
export function hostLook(host: WatchedHost, now: MonoMs): HostLook {
  const { link, statusAt } = host;
  const live = link.t === "live";
  const status = host.status === null || statusAt === null || !live ? host.status : agedStatus(host.status, statusAt, now);
  const staleFor = live || host.heardAt === null ? null : between(host.heardAt, now);
  const usages = status === null ? [] : [status.supervisor.usage, ...status.components.map(({ usage }) => usage)];
  const sum = (of: (usage: NonNullable<(typeof usages)[number]>) => number) =>
    usages.every((usage) => usage === null) ? null : usages.reduce((all, usage) => all + (usage === null ? 0 : of(usage)), 0);
  return {
    host,
    status,
    staleFor,
    ...judged(host, status, now),
    marks: (status?.components ?? []).map((component) => markOf(component, live)),
    uptimeSeconds: status?.supervisor.uptimeSeconds ?? null,
    memoryBytes: sum(({ memoryBytes }) => memoryBytes),
    cpuPercent: sum(({ cpuPercent }) => cpuPercent),
  };
}

type Judgement = Pick<HostLook, "urgency" | "words" | "colour" | "note">;

function judged({ link, heardAt }: WatchedHost, status: HostStatus | null, now: MonoMs): Judgement {
  if (link.t === "lost") {
    const { code } = link.error.fault;
    const note = link.error.message.split("\n")[0] ?? "";
    if (code === "SUPERVISOR_DEAD") return { urgency: "dead", words: "dead", colour: "red", note };
    if (code === "SUPERVISOR_NOT_RUNNING") return { urgency: "stopped", words: "not running", colour: "yellow", note };
    const words = heardAt === null ? "not reached" : `lost ${humanDuration(between(heardAt, now))}`;
    return { urgency: "lost", words, colour: "red", note };
  }
  if (status === null) return { urgency: "connecting", words: "connecting", colour: "dim", note: "" };
  if (status.supervisor.state !== "running") {
    const dead = status.supervisor.state === "dead";
    return {
      urgency: dead ? "dead" : "stopped",
      words: dead ? "dead" : "not running",
      colour: dead ? "red" : "yellow",
      note: "",
    };
  }
  return worst(status.components);
}

const WORDS: Readonly<Record<ComponentStatus["state"], string>> = {
  stopped: "stopped",
  starting: "starting",
  running: "not ready",
  stopping: "stopping",
  backoff: "backoff",
  failed: "failed",
};

function worst(components: readonly ComponentStatus[]): Judgement {
  const bad = components.filter((component) => !isWell(component));
  const [first] = [...bad].sort((a, b) => componentRank(a) - componentRank(b));
  if (first === undefined) {
    const words = components.length === 0 ? "no components" : "all ready";
    return { urgency: "well", words, colour: "green", note: "" };
  }
  const more = bad.length > 1 ? ` +${bad.length - 1}` : "";
  const note = `${first.name}: ${first.reason ?? WORDS[first.state]}${retryText(first)}`;
  return { urgency: urgencyOf(first), words: `${first.name} ${WORDS[first.state]}${more}`, colour: stateColour(first), note };
}

/** When it is tried again, where that is not in the reason. */
export const retryText = ({ retryInMs }: ComponentStatus): string =>
  retryInMs === null ? "" : `; next try in ${humanDuration(ms(Math.max(0, retryInMs)))}`;

function urgencyOf(component: ComponentStatus): Urgency {
  if (isWell(component)) return "well";
  if (component.state === "backoff" || component.state === "failed") return "broken";
  if (component.state !== "stopped") return "on its way";
  return component.desired === "down" ? "at rest" : "stopped";
}

/** The most urgent component first. */
export const componentRank = (component: ComponentStatus): number => URGENCIES.indexOf(urgencyOf(component));

/** `+` ready, `~` on its way, `!` broken, `-` stopped, `?` not known any more. */
function markOf(component: ComponentStatus, live: boolean): Mark {
  if (!live) return { text: `${component.name}?`, colour: "dim" };
  const sign = { well: "+", broken: "!", stopped: "-", "at rest": "-" }[urgencyOf(component) as string] ?? "~";
  return { text: `${component.name}${sign}`, colour: stateColour(component) };
}
