import type { HostEvent } from "../../core/host-event.ts";
import type { Operation, OperationKind } from "../../core/operation.ts";
import type { ComponentStatus } from "../../core/status.ts";
import { momentAgo } from "../render/moment-text.ts";
import type { Memory } from "./why-facts.ts";
import { listed } from "./why-headline.ts";

/** What was asked of a component, by whom, when, why, and what came of it. @param last the last operation that concerned it, as events tell. */
export function askedSentences(
  component: ComponentStatus,
  memory: Memory | string,
  last: HostEvent | null,
  now: Date,
): readonly string[] {
  const wish = `to be ${component.desired}`;
  if (typeof memory === "string") return [wish];
  if (last === null) return [`${wish}; who asked for it is not remembered`];
  const known = memory.operations.find(({ id }) => id === last.operationId);
  const { kind, requested, by, at, reason } = known === undefined ? fromEvent(last) : fromOperation(known);
  const why = reason === "" ? "" : `, because: ${reason}`;
  const what = `${kind} of ${requested.length === 0 ? "everything" : listed(requested)}`;
  const who = by === "" ? "" : ` by ${by}`;
  return [
    `${wish}; last asked for: ${what}${who} at ${momentAgo(at, now)}${why}`,
    ...(known === undefined ? [] : cameOf(known, component.name)),
  ];
}

/** What is said of an operation. */
interface Asked {
  readonly kind: OperationKind | "operation";
  readonly requested: readonly string[];
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

const fromEvent = ({ operationKind, requested, by, at }: HostEvent): Asked => ({
  kind: operationKind ?? "operation",
  requested,
  by: by ?? "",
  at,
  reason: "",
});

const fromOperation = ({ kind, requested, by, reason, startedAt }: Operation): Asked => ({
  kind,
  requested,
  by,
  at: startedAt,
  reason,
});

/** Of an operation over many components only what concerns this one. */
function cameOf({ kind, result, message, components }: Operation, name: string): readonly string[] {
  if (result === "running") return [`that ${kind} is still in progress`];
  if (result === "cancelled") return [`that ${kind} was cancelled${message === "" ? "" : `: ${message}`}`];
  if (result !== "failed") return [];
  const own = components.find((component) => component.name === name);
  if (own === undefined) return [`that ${kind} failed${message === "" ? "" : `: ${message}`}`];
  return own.action === "failed" ? [`that ${kind} failed for it`] : [`that ${kind} failed, but not for it`];
}
