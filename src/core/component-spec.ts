import type { Bytes } from "./bytes.ts";
import type { Ms } from "./duration.ts";
import type { ComponentName } from "./names.ts";
import type { SignalName } from "./signals.ts";

/** One question to a component whose answer is yes or no. */
export type Probe =
  /** A GET that must answer with `status` (redirects are not followed) and, where given, with `body` somewhere in the first 1 MiB. */
  | { readonly kind: "http"; readonly url: string; readonly status: number; readonly body: string | null }
  /** A connection that is opened and closed at once. */
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  /** A program that must exit 0, run as the component is: same user, folder and environment. */
  | { readonly kind: "command"; readonly command: readonly [string, ...string[]] };

/** When a component counts as ready. */
export interface ReadySpec {
  readonly probe: Probe;
  /** Between two tries while the component is not ready. */
  readonly interval: Ms;
  /** From the start of the process until the component is reported as not having become ready. It is not killed. */
  readonly timeout: Ms;
  /** How long a single try may take. */
  readonly attempt: Ms;
  /** Between two tries while the component is ready. */
  readonly recheck: Ms;
  /** How many tries in a row must fail before a ready component is not ready any more. */
  readonly failures: number;
  /** `own`: the listener that answers must belong to the component, where that can be seen; `any`: whoever answers will do. */
  readonly listener: "own" | "any";
}

/** How a running component is watched. */
export interface LiveSpec {
  readonly probe: Probe;
  readonly interval: Ms;
  /** How long a single try may take. */
  readonly timeout: Ms;
  /** How many tries in a row must fail before `action`. */
  readonly failures: number;
  /** `report` says so in the log and in status; `restart` stops and starts the component, and counts as a crash. */
  readonly action: "report" | "restart";
}

/** How a component is stopped. */
export interface StopSpec {
  /** Sent to the leader first, and to what is left of its group once the leader has gone. */
  readonly signal: SignalName;
  /** From the signal until the whole group is killed. 0 kills at once. */
  readonly timeout: Ms;
  /** Sent to the leader when the time is over, to have it write a thread dump before the kill. */
  readonly dump: SignalName | null;
}

/** What happens when a component ends that nobody asked to end. */
export interface RestartSpec {
  /** `always`; `on-failure`: not after exit code 0; `never`. */
  readonly policy: "always" | "on-failure" | "never";
  /** The wait before the second restart in a row, doubled for each further one up to `max`. The first is immediate. */
  readonly backoff: { readonly initial: Ms; readonly max: Ms };
  /** How long a component must have been ready before its crashes are forgotten. */
  readonly steadyAfter: Ms;
  /** `failures` crashes `within` that time are a crash loop: the component is `failed` and tried again `retryEvery`. */
  readonly crashLoop: { readonly failures: number; readonly within: Ms; readonly retryEvery: Ms };
}

/** What happens when the resident memory of the component's whole process tree grows. Null is off. */
export interface MemorySpec {
  readonly warn: Bytes | null;
  readonly restart: Bytes | null;
}

/** How much log is kept. */
export interface LogSpec {
  /** A log file is rotated when it is larger. */
  readonly maxSize: Bytes;
  /** How many rotated files are kept; all but the newest are compressed. */
  readonly keep: number;
  /** Rotated files older than this are removed, and a live one is rotated when its oldest line may be older. */
  readonly maxAge: Ms;
}

/** One component as configured, with every default filled in. Only the configuration's parser makes one. */
export interface ComponentSpec {
  readonly name: ComponentName;
  /** For people; the name where none is configured. */
  readonly title: string;
  /** Program and arguments, no shell. A bare program name is looked up in the component's PATH. */
  readonly command: readonly [string, ...string[]];
  /** Set on top of the agent's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Absolute folder. */
  readonly cwd: string;
  /** Who it runs as; null: as the agent does. */
  readonly user: string | null;
  /** What must be ready before this one is started. */
  readonly after: readonly ComponentName[];
  /** Null: ready as soon as it waits for work, or has been running for half a second. */
  readonly ready: ReadySpec | null;
  readonly live: LiveSpec | null;
  readonly stop: StopSpec;
  readonly restart: RestartSpec;
  readonly memory: MemorySpec;
  readonly log: LogSpec;
}
