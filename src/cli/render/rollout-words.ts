import { humanDuration, type MonoMs, type Ms, ms } from "../../core/duration.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { HostOutcome } from "../../fleet/rollout/journal-record.ts";
import type { RolloutPolicy } from "../../fleet/rollout/rollout-policy.ts";
import type { Colour } from "./paint.ts";
import type { FlightSeen } from "./rollout-progress.ts";

/** How outcomes are coloured. */
export const OUTCOME_COLOURS = {
  done: "green",
  failed: "red",
  unreachable: "red",
  unknown: "yellow",
} as const satisfies Record<HostOutcome, Colour>;

const ACTING = { start: "starting", stop: "stopping", restart: "restarting" } as const satisfies Record<OperationKind, string>;

/** What a host in flight is at: `restarting`, `must stay ready 7s of 10s`. */
export function flightWords({ stage, stageSince }: FlightSeen, now: MonoMs, policy: RolloutPolicy | null): string {
  const kind = policy?.kind ?? "restart";
  switch (stage) {
    case "asked":
      return "asked";
    case "resolving":
      return "asked what became of it";
    case "acting":
      return ACTING[kind];
    case "readying":
      return kind === "stop" ? "finishing" : "getting ready";
    case "staying": {
      const needed = policy?.minReady ?? ms(0);
      const held = ms(Math.max(0, now - stageSince));
      return held >= needed
        ? "finishing"
        : `must stay ready ${wholeSeconds(held)} of ${humanDuration(needed).replace(".0s", "s")}`;
    }
  }
}

/** Time that runs, without a figure that only flickers: `7s`, `1m 12s`. */
export const wholeSeconds = (length: Ms): string => (length < 10_000 ? `${Math.floor(length / 1_000)}s` : humanDuration(length));

/** `batch 2 of ~5`; what is certain has no mark. */
export const batchWords = (number: number, batches: number | null): string =>
  batches === null ? `batch ${number}` : `batch ${number} of ${batches > number ? "~" : ""}${batches}`;

/** `restart is`, `stop everything` */
export const whatWords = (kind: OperationKind, components: readonly string[]): string =>
  `${kind} ${components.length === 0 ? "everything" : components.join(" ")}`;
