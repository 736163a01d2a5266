import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../kit/bench.ts";
import type { Command } from "../kit/run-program.ts";
import { absence, type Program } from "./packages.ts";
import type { Witness } from "./witness.ts";

/** A supervisor that keeps three components of {@link Witness} alive. */
export interface Supervised {
  /** Its own processes, those of components not among them. */
  pids(): readonly number[];
  /** Tells how everything stands; null: it has no such command. */
  readonly status: Command | null;
  /** Restarts all three and returns when that is done; null: it has no such command. */
  readonly restart: Command | null;
}

/** How to have one. */
export interface Supervisor {
  readonly name: string;
  readonly needs: readonly Program[];
  /** Starts it, to be ended with the benchmark. @param folder an empty one of its own. @param names of its components. */
  start(bench: Bench, folder: string, programs: readonly Named[]): Promise<Supervised>;
}

/** A component. */
export interface Named {
  readonly name: string;
  readonly program: string;
}

/** One that runs, and the names of its components. */
export type Running = Supervised & { readonly components: readonly string[] };

/** Those that could be started, and why the others could not. */
export interface Started {
  readonly running: Readonly<Record<string, Running>>;
  readonly missing: Readonly<Record<string, string>>;
}

/** Starts each with three components of its own, and waits for their first words. */
export async function startAll(supervisors: readonly Supervisor[], witness: Witness, bench: Bench): Promise<Started> {
  const running: Record<string, Running> = {};
  const missing: Record<string, string> = {};
  for (const { name, needs, start } of supervisors) {
    const why = needs.map(absence).find((absent) => absent !== null);
    if (why !== undefined) {
      missing[name] = why;
      continue;
    }
    const plain = name.replaceAll(/[^a-z0-9]+/g, "-");
    const components = ["a", "b", "c"].map((each) => `${plain}-${each}`);
    const folder = join(bench.folder, plain);
    if (!existsSync(folder)) mkdirSync(folder);
    try {
      const programs = components.map((each) => ({ name: each, program: witness.program(each) }));
      const supervised = await start(bench, folder, programs);
      await Promise.all(components.map((each) => witness.next(each, 0)));
      running[name] = { ...supervised, components };
    } catch (error) {
      bench.signal.throwIfAborted();
      missing[name] = `could not be started: ${error instanceof Error ? error.message : String(error)}`;
    }
  }
  return { running, missing };
}
