import { type Ms, ms, seconds } from "../../core/duration.ts";
import type { Amount } from "../../core/inventory.ts";
import type { OperationKind } from "../../core/operation.ts";

/** What holds where neither the command line nor the inventory says anything. */
export interface BuiltInDefaults {
  readonly batch: Amount;
  readonly maxFailures: Amount;
  readonly minReady: Ms;
}

const NONE: Amount = { kind: "count", count: 0 };
const ALL: Amount = { kind: "percent", percent: 100 };

/**
 * By operation. A restart takes a host out of service, and nobody but the operator knows how many may be out: one at a time, and
 * none after the first that fails. A start takes none out, and a stop is meant to take all of them out: all at once, and a host
 * that fails is no reason to leave the others as they are.
 */
export const DEFAULTS: Readonly<Record<OperationKind, BuiltInDefaults>> = {
  restart: { batch: { kind: "count", count: 1 }, maxFailures: NONE, minReady: seconds(3) },
  start: { batch: ALL, maxFailures: ALL, minReady: ms(0) },
  stop: { batch: ALL, maxFailures: ALL, minReady: ms(0) },
};
