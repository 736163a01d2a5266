import type { HostEvent } from "../../core/host-event.ts";
import type { Operation } from "../../core/operation.ts";
import type { ComponentStatus, HostStatus } from "../../core/status.ts";

/** What an agent remembers that explains a component; all times by the clock of this machine. */
export interface Memory {
  /** Of the whole host and of the components in question, each once, the oldest first. */
  readonly events: readonly HostEvent[];
  /** Events before this are not kept; null: all that ever were. */
  readonly forgottenUntil: Date | null;
  /** What was last asked for that concerned the component or its cause, as far as it is known. */
  readonly operations: readonly Operation[];
}

/** All that there is to explain a component with. */
export interface WhyFacts {
  readonly host: string;
  readonly status: HostStatus;
  /** From the component in question to what it waits for in the end: one where it waits for nothing. */
  readonly chain: readonly [ComponentStatus, ...ComponentStatus[]];
  /** Why nobody can tell what happened, as one sentence; or what is remembered. */
  readonly memory: Memory | string;
  /** The last lines of the log of the last one in the chain, as it is now. */
  readonly log: readonly string[];
  readonly now: Date;
}

/** What an explanation is about, one after the other. */
export type WhyTopic = "asked" | "waits for" | "happened" | "now" | "probe" | "next" | "unknown";

/** Some sentences on one topic. */
export interface WhySection {
  readonly about: WhyTopic;
  readonly sentences: readonly string[];
}

/** Something to be done. */
export interface WhyStep {
  readonly what: string;
  /** Without the name of the program: `logs is -n 100`; null: it is no command of ours. */
  readonly command: string | null;
}

/** How a command has to be typed for that host, from its words: `logs is`. */
export type CommandFor = (words: string) => string;

/** `ailing` serves and is not well, `waiting` may pass by itself, `stopped` is as it was asked, `trouble` needs somebody. */
export type Verdict = "well" | "ailing" | "waiting" | "stopped" | "trouble";

/** Why a component is as it is. */
export interface Explanation {
  readonly verdict: Verdict;
  /** One sentence, without component and host. */
  readonly headline: string;
  /** Since when it is so; null: not known. */
  readonly since: Date | null;
  /** The component at which the chain ends; the one in question where it waits for nothing. */
  readonly cause: string;
  readonly sections: readonly WhySection[];
  /** What it or its cause last wrote, where that may say more. */
  readonly log: { readonly file: string; readonly lines: readonly string[] };
  readonly steps: readonly WhyStep[];
  /** How often it ended without being asked in the last hour, as far as that is remembered; null: nobody knows. */
  readonly endsInLastHour: number | null;
}
