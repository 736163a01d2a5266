import { readFile } from "node:fs/promises";
import pidusage from "pidusage";
import type { Clock } from "../core/clock.ts";
import type { MonoMs, Ms } from "../core/duration.ts";
import type { Usage } from "../core/status.ts";
import { cpuSeconds } from "./cpu-time.ts";
import { type ProcessStat, readProcesses } from "./proc-fs.ts";

/** Something whose process tree is measured. */
export interface Measured {
  /** Its pids among the processes of this moment; none while it does not run. */
  tree(processes: readonly ProcessStat[]): readonly number[];
  /** Takes in the figures; null where it does not run. */
  measured(usage: Usage | null): void;
}

/**
 * How closely is looked: `proportional` takes the proportional set size too, for which the kernel walks the page tables of
 * every process; `resident` leaves it out.
 */
export type SampleDetail = "proportional" | "resident";

/** A target with the figures of its tree; `pids` are those that have figures. */
interface Taken {
  readonly target: Measured;
  readonly pids: readonly number[];
  readonly usage: Usage | null;
}

/**
 * Measures memory and processor use of process trees: one pass over /proc for all of them, then the figures by pidusage.
 * No process is started for it.
 */
export class Sampler {
  readonly #clock: Clock;
  readonly #targets: () => readonly Measured[];
  readonly #listeners = new Set<() => void>();
  #taken: readonly Taken[] = [];
  #takenAt: MonoMs | null = null;
  /** The last sample has the proportional set sizes. */
  #proportional = false;
  #sampling: Promise<void> | null = null;
  #adding: Promise<void> | null = null;

  constructor(clock: Clock, targets: () => readonly Measured[]) {
    this.#clock = clock;
    this.#targets = targets;
  }

  /** Calls back after every sample, when all have taken in their figures, until the returned function is called. */
  onSample(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Measures now, unless the last sample is younger than `maxAge`. Callers at the same time share one sample. Never rejects. */
  async refresh(maxAge: Ms, detail: SampleDetail = "proportional"): Promise<void> {
    const age = this.#takenAt === null ? Number.POSITIVE_INFINITY : this.#clock.now() - this.#takenAt;
    if (age >= maxAge) {
      this.#sampling ??= this.#sample(detail).finally(() => {
        this.#sampling = null;
      });
      await this.#sampling;
    }
    if (detail === "proportional" && !this.#proportional) await this.#addProportional();
  }

  async #sample(detail: SampleDetail): Promise<void> {
    const processes = readProcesses();
    const trees = this.#targets().map((target) => ({ target, pids: target.tree(processes) }));
    const figures = await figuresOf(trees.flatMap(({ pids }) => pids));
    await this.#adding; // what it adds to the last sample must not come after this one
    this.#taken = trees.map(({ target, pids }) => takenOf(target, pids, figures));
    this.#proportional = false;
    if (detail === "proportional") await this.#addProportional(true);
    else for (const { target, usage } of this.#taken) target.measured(usage);
    this.#takenAt = this.#clock.now();
    for (const listener of this.#listeners) listener();
  }

  /** To the last sample: another one so soon would say nothing of processor use, which counts since the one before. */
  #addProportional(isNew = false): Promise<void> {
    this.#adding ??= this.#readProportional(isNew).finally(() => {
      this.#adding = null;
    });
    return this.#adding;
  }

  async #readProportional(isNew: boolean): Promise<void> {
    for (const { target, pids, usage } of this.#taken) {
      const pssBytes = usage === null ? null : await pssOf(pids);
      // Of a tree that has ended since, the figures are not those of the one that may have come after it.
      if (isNew || pssBytes !== null) target.measured(usage === null ? null : { ...usage, pssBytes });
    }
    this.#proportional = true;
  }
}

type Figures = Readonly<Record<string, { readonly cpu: number; readonly memory: number } | null | undefined>>;

async function figuresOf(pids: readonly number[]): Promise<Figures> {
  if (pids.length === 0) return {};
  try {
    return await pidusage([...pids]);
  } catch {
    return {}; // every one of them has ended since the look at /proc
  }
}

function takenOf(target: Measured, pids: readonly number[], figures: Figures): Taken {
  const known = pids.filter((pid) => figures[pid] != null);
  if (known.length === 0) return { target, pids: known, usage: null };
  const sum = (of: "cpu" | "memory") => known.reduce((total, pid) => total + (figures[pid]?.[of] ?? 0), 0);
  const usage = {
    memoryBytes: sum("memory"),
    pssBytes: null,
    cpuPercent: Math.round(sum("cpu") * 10) / 10,
    cpuSeconds: cpuSeconds(known),
    processes: known.length,
  };
  return { target, pids: known, usage };
}

/** The sum of `Pss` in /proc/PID/smaps_rollup (proc_pid_smaps(5)); null where one of them cannot be read. */
async function pssOf(pids: readonly number[]): Promise<number | null> {
  const parts = await Promise.all(pids.map(readPss));
  return parts.reduce((total, part) => (total === null || part === null ? null : total + part), 0 as number | null);
}

async function readPss(pid: number): Promise<number | null> {
  try {
    const found = /^Pss:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/smaps_rollup`, "latin1"));
    return found === null ? null : Number(found[1]) * 1024;
  } catch {
    return null;
  }
}
