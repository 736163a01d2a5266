import type { CodeUse } from "./code-use.ts";
import type { KernelUse } from "./read-strace.ts";

/** What is counted, and how much of it may be: a tenth above what it was when the limit was last set, which leaves room for chance. */
export interface Counted {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
}

type Limits<T> = Readonly<Partial<Record<keyof T, readonly [limit: number, what: string]>>>;

/** `ImageServing status` of this host, beyond what `node -e 0` does. Few files are read, as a whole: packs and their code caches. */
export const STATUS_KERNEL: Limits<KernelUse> = {
  opened: [16, "files opened by `status`, beyond `node -e 0`"],
  inVain: [3, "files looked for in vain by `status`, beyond `node -e 0`"],
  bytesRead: [3_030_000, "bytes read from files by `status`, beyond `node -e 0`"],
  socketWrites: [4, "writes to a socket by `status`"],
  socketBytes: [300, "bytes written to a socket by `status`"],
  programs: [0, "programs started by `status`"],
  syncs: [0, "files made durable by `status`"],
};

/** The same, by V8's account. */
export const STATUS_CODE: Limits<CodeUse> = {
  scripts: [5, "scripts loaded by `status`"],
  sourceBytes: [1_840_000, "bytes of scripts loaded by `status`"],
  functions: [1_350, "functions called by `status`"],
};

/** An agent with three components that answers Status calls over one connection: for one call. */
export const AGENT_KERNEL: Limits<KernelUse> = {
  opened: [4, "files opened by the agent for a Status call"],
  bytesRead: [600, "bytes read by the agent for a Status call"],
  socketWrites: [4, "writes to a socket by the agent for a Status call"],
  socketBytes: [800, "bytes written to a socket by the agent for a Status call"],
  programs: [0, "programs started by the agent for a Status call"],
  syncs: [0, "files made durable by the agent for a Status call"],
};

/**
 * An agent with three components and nobody asking, for two or three samples: for each process of the machine, because one pass over
 * /proc opens one file for each.
 */
export const IDLE_KERNEL: Limits<KernelUse> = {
  opened: [6, "files opened by an idle agent in 25 s, for each process of the machine"],
  bytesRead: [1_500, "bytes read by an idle agent in 25 s, for each process of the machine"],
  programs: [0, "programs started by an idle agent"],
  syncs: [0.1, "files made durable by an idle agent in 25 s, for each process of the machine"],
};

/** Puts figures beside their limits; those without one are left out. */
export const counted = <T extends object>(limits: Limits<T>, use: T, of = 1): readonly Counted[] =>
  (Object.keys(limits) as (keyof T)[]).flatMap((key) => {
    const [limit, what] = limits[key] ?? [];
    return limit === undefined || what === undefined ? [] : [{ what, limit, value: Number(use[key]) / of }];
  });

/** What is to be said of those beyond their limits; empty: nothing. */
export const complaints = (all: readonly Counted[]): readonly string[] =>
  all
    .filter(({ value, limit }) => !(value <= limit))
    .map(
      ({ what, value, limit }) =>
        `${what}: ${value}, and at most ${limit} are allowed; where that is meant, raise it in bench/counts/limits.ts`,
    );
