import { type Ms, ms, seconds } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { BakeMode, HostOrder } from "../../core/inventory.ts";
import type { OperationKind } from "../../core/operation.ts";
import { hostsOf } from "./amount.ts";
import { DEFAULTS } from "./rollout-defaults.ts";
import type { RolloutWish } from "./rollout-wish.ts";

/** How long a rollout waits for what, in milliseconds: no wait is without an end. */
export interface RolloutLimits {
  /** For a look at one host. @default 10_000 */
  readonly look: Ms;
  /** For an operation on one host, beyond which its outcome is unknown; the host's own deadline is to come first. @default 1_800_000 */
  readonly operation: Ms;
  /** For one hook; hooks have deadlines of their own. @default 600_000 */
  readonly hook: Ms;
  /** From the end of an operation until its components are ready. @default 120_000 */
  readonly ready: Ms;
  /** How long a host may be silent after its operation, before it is not known whether it stays ready. @default 30_000 */
  readonly silence: Ms;
  /** How long nothing may be possible because the budget is used up or hosts are held by others. @default 600_000 */
  readonly patience: Ms;
  /** For an answer to the question of the pause `ask`. @default 86_400_000 */
  readonly answer: Ms;
  /** Until a record is on disk; beyond it the journal counts as not to be written. @default 30_000 */
  readonly journal: Ms;
  /** Between two looks at a host whose readiness is watched, at the most. @default 1_000 */
  readonly lookEvery: Ms;
  /** Between two looks at all hosts while nothing is possible. @default 5_000 */
  readonly lookAround: Ms;
}

/** The limits where nothing else is said. */
export const DEFAULT_LIMITS: RolloutLimits = {
  look: seconds(10),
  operation: seconds(1_800),
  hook: seconds(600),
  ready: seconds(120),
  silence: seconds(30),
  patience: seconds(600),
  answer: seconds(86_400),
  journal: seconds(30),
  lookEvery: seconds(1),
  lookAround: seconds(5),
};

/** How a rollout goes, in numbers of hosts. Only {@link resolvePolicy} makes one. */
export interface RolloutPolicy {
  readonly kind: OperationKind;
  /** How many hosts the target has, at least 1. */
  readonly total: number;
  /** How many hosts at once, at least 1. */
  readonly batch: number;
  /** How many hosts have to succeed, alone, before the others begin; 0: none. */
  readonly canary: number;
  /** How many hosts may be out at once, at least 1. */
  readonly maxUnavailable: number;
  /** How many hosts may fail; with one more the rollout stops. */
  readonly maxFailures: number;
  readonly minReady: Ms;
  readonly pause: Ms | "ask";
  readonly order: HostOrder;
  readonly seed: number;
  readonly sickFirst: boolean;
  readonly spread: string | null;
  /** A stop leaves nothing to compare. @default report: the looks tell what is needed anyhow, and nothing fails for it */
  readonly bake: BakeMode;
  readonly limits: RolloutLimits;
}

/**
 * A wish in numbers of hosts. Shares are of the whole target, rounded down; a batch and a budget are at least 1 host. Where
 * nothing is said of the budget it is the batch and the failures that are allowed: they stay out, and the others go on.
 * @throws FaultError INVALID_REQUEST where something is out of range, or a random order has no seed.
 */
export function resolvePolicy(
  wish: RolloutWish,
  kind: OperationKind,
  total: number,
  limits: RolloutLimits = DEFAULT_LIMITS,
): RolloutPolicy {
  if (!Number.isInteger(total) || total < 1) throw refused(`a rollout over ${total} hosts: there must be one at least`);
  const defaults = DEFAULTS[kind];
  const batch = hostsOf(wish.batch ?? defaults.batch, total, "batch", 1);
  const maxFailures = hostsOf(wish.maxFailures ?? defaults.maxFailures, total, "max-failures", 0);
  const order = wish.order ?? "inventory";
  if (order === "random" && wish.seed === null) throw refused("order: random needs a seed");
  return {
    kind,
    total,
    batch,
    canary: Math.min(total, whole(wish.canary ?? 0, "canary")),
    maxUnavailable: budget(wish, kind, total, batch + maxFailures),
    maxFailures,
    minReady: kind === "stop" ? ms(0) : length(wish.minReady ?? defaults.minReady, "min-ready"),
    pause: wish.pause === "ask" ? "ask" : length(wish.pause ?? ms(0), "pause"),
    order,
    seed: whole(wish.seed ?? 0, "seed"),
    sickFirst: wish.sickFirst ?? true,
    spread: wish.spread,
    bake: kind === "stop" ? "off" : (wish.bake ?? "report"),
    limits,
  };
}

/** A stop is meant to take hosts out: only who says so limits how many. */
function budget({ maxUnavailable }: RolloutWish, kind: OperationKind, total: number, otherwise: number): number {
  if (maxUnavailable !== null) return hostsOf(maxUnavailable, total, "max-unavailable", 1);
  return kind === "stop" ? total : Math.min(total, otherwise);
}

function whole(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw refused(`${what}: ${value} is out of range; write a whole number, from 0`);
  return value;
}

function length(value: Ms, what: string): Ms {
  if (!Number.isFinite(value) || value < 0) throw refused(`${what}: ${value} is no length of time`);
  return value;
}

const refused = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });
