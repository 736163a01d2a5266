import { readFile } from "node:fs/promises";
import pidusage from "pidusage";
import type { Clock } from "../core/clock.ts";
import type { MonoMs, Ms } from "../core/duration.ts";
import type { Usage } from "../core/status.ts";
import { type ProcessStat, readProcesses } from "./proc-fs.ts";

/** Something whose process tree is measured. */
export interface Measured {
  /** Its pids among the processes of this moment; none while it does not run. */
  tree(processes: readonly ProcessStat[]): readonly number[];
  /** Takes in the figures; null where it does not run. */
  measured(usage: Usage | null): void;
}

/**
 * Measures memory and processor use of process trees: one pass over /proc for all of them, then the figures by pidusage.
 * No process is started for it.
 */
export class Sampler {
  readonly #clock: Clock;
  readonly #targets: () => readonly Measured[];
  #takenAt: MonoMs | null = null;
  #running: Promise<void> | null = null;

  constructor(clock: Clock, targets: () => readonly Measured[]) {
    this.#clock = clock;
    this.#targets = targets;
  }

  /** Measures now, unless the last sample is younger than `maxAge`. Callers at the same time share one sample. Never rejects. */
  refresh(maxAge: Ms): Promise<void> {
    const age = this.#takenAt === null ? Number.POSITIVE_INFINITY : this.#clock.now() - this.#takenAt;
    if (age < maxAge) return Promise.resolve();
    this.#running ??= this.#sample().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #sample(): Promise<void> {
    const processes = readProcesses();
    const trees = this.#targets().map((target) => ({ target, pids: target.tree(processes) }));
    const figures = await figuresOf(trees.flatMap(({ pids }) => pids));
    for (const { target, pids } of trees) target.measured(await usageOf(pids, figures));
    this.#takenAt = this.#clock.now();
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

async function usageOf(pids: readonly number[], figures: Figures): Promise<Usage | null> {
  const known = pids.filter((pid) => figures[pid] != null);
  if (known.length === 0) return null;
  const sum = (of: "cpu" | "memory") => known.reduce((total, pid) => total + (figures[pid]?.[of] ?? 0), 0);
  return {
    memoryBytes: sum("memory"),
    pssBytes: await pssOf(known),
    cpuPercent: Math.round(sum("cpu") * 10) / 10,
    processes: known.length,
  };
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
