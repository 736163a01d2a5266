import type { Ms } from "../../core/duration.ts";
import type { OperationId } from "../../core/names.ts";
import type { BakedComponent } from "./bake.ts";
import type { HostOutcome, RolloutHeader, RunResult } from "./journal-record.ts";
import type { RolloutPolicy } from "./rollout-policy.ts";
import type { Accounts } from "./rollout-state.ts";

/** Something that happened in a rollout. The first one is `planned`, the last one `finished`; each host is accounted for in that. */
export type RolloutEvent = { readonly at: Date } & RolloutHappening;

/** What happened. */
export type RolloutHappening =
  /** `resumed`: another run of it was before. */
  | { readonly t: "planned"; readonly header: RolloutHeader; readonly policy: RolloutPolicy; readonly resumed: boolean }
  /** Counted from 1. */
  | { readonly t: "batch"; readonly number: number; readonly canary: boolean; readonly hosts: readonly string[] }
  /** `again`: it was begun in an earlier run, and is asked what became of it. */
  | { readonly t: "began"; readonly host: string; readonly operationId: OperationId; readonly again: boolean }
  | { readonly t: "accepted"; readonly host: string }
  /** Its operation is done; it has to become ready and to stay so. */
  | { readonly t: "operated"; readonly host: string; readonly took: Ms }
  /** Its components are ready; from now on min-ready counts. */
  | { readonly t: "ready"; readonly host: string; readonly after: Ms }
  /** How it does since then. `message`: what is clearly worse; empty: nothing is. `fails`: whether it has failed for that. */
  | {
      readonly t: "baked";
      readonly host: string;
      readonly components: readonly BakedComponent[];
      readonly message: string;
      readonly fails: boolean;
    }
  /** What became of it. */
  | { readonly t: "settled"; readonly host: string; readonly outcome: HostOutcome; readonly message: string; readonly took: Ms }
  /** It was never asked, though it was begun: its turn comes again. */
  | { readonly t: "recalled"; readonly host: string }
  /** The pause between two batches. */
  | { readonly t: "pause"; readonly length: Ms }
  /** Somebody has to say go. */
  | { readonly t: "asking"; readonly done: number; readonly left: number }
  /** Nothing is possible now; said once for each reason. `within`: it halts then, unless something becomes possible. */
  | { readonly t: "waiting"; readonly why: string; readonly within: Ms }
  /** No new hosts; those in flight are waited for. */
  | { readonly t: "interrupted"; readonly inFlight: readonly string[] }
  /** No new hosts from now on. */
  | { readonly t: "halted"; readonly why: string }
  /** The journal could not be written: no new hosts. */
  | { readonly t: "journal-failed"; readonly message: string }
  | { readonly t: "not-attempted"; readonly host: string }
  | {
      readonly t: "finished";
      readonly result: RunResult;
      readonly why: string;
      readonly accounts: Accounts;
      readonly inFlight: readonly string[];
    };
