import { FaultError } from "../../core/fault.ts";
import type { ComponentName } from "../../core/names.ts";
import type { Operation, OperationKind } from "../../core/operation.ts";

/** What a new operation means for one in progress. */
export type Relation =
  /** They touch different components. */
  | "apart"
  /** The same kind on the same components: the new one is the old one. */
  | "join"
  /** A stop ends a start or a restart. */
  | "pre-empt"
  /** Two stops agree with each other. */
  | "beside"
  | "conflict";

/** What decides on the relation: kind and components, none meaning all. */
export interface Asked {
  readonly kind: OperationKind;
  readonly requested: readonly ComponentName[];
}

/** Pure: how a new operation stands to one that is in progress. */
export function relation(asked: Asked, running: Asked): Relation {
  if (!overlap(asked.requested, running.requested)) return "apart";
  if (asked.kind === running.kind && sameSet(asked.requested, running.requested)) return "join";
  if (asked.kind === "stop") return running.kind === "stop" ? "beside" : "pre-empt";
  return "conflict";
}

/** The refusal that says who is at work, on what, since when. */
export function conflict(running: Operation): FaultError {
  return new FaultError({
    code: "OPERATION_CONFLICT",
    id: running.id,
    what: describeAsked(running),
    by: running.by,
    since: running.startedAt.toISOString(),
  });
}

/** `restart is, ps` or `stop of everything`. */
export const describeAsked = ({ kind, requested }: Asked): string =>
  requested.length === 0 ? `${kind} of everything` : `${kind} ${requested.join(", ")}`;

const overlap = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === 0 || b.length === 0 || a.some((name) => b.includes(name));

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  new Set(a).size === new Set(b).size && a.every((name) => b.includes(name));
