import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ComponentName, parseComponentName } from "../core/names.ts";
import { type ProcessStat, readEnvironment } from "./proc-fs.ts";

/** The variable that carries the mark. Every descendant of a component inherits it, also one that left group and session. */
export const MARK_VARIABLE = "IMAGESERVING_MARK";

/** Tells the processes of one component of one installation from all others. */
export type ComponentMark = string;

/** The mark of a component, whichever its run. */
export const markOf = (installation: string, name: ComponentName): ComponentMark => `${installation}/${name}/`;

/** A new run of a component: 8 hex digits. */
export const newRun = (): string => randomUUID().slice(0, 8);

/** A process and the run that its mark names. */
export interface MarkedProcess extends ProcessStat {
  readonly run: string;
}

/**
 * The id of this installation, made once and kept in `STATE/installation-id`. It lets an agent recognise its own
 * components even where it was killed between starting one and recording its pid, and where the journal is lost.
 */
export function installationId(stateDir: string): string {
  const file = join(stateDir, "installation-id");
  mkdirSync(stateDir, { recursive: true, mode: 0o750 });
  const known = knownInstallationId(stateDir);
  if (known !== null) return known;
  const made = randomUUID();
  writeFileSync(file, `${made}\n`, { mode: 0o640, flush: true });
  return made;
}

/** The id of this installation; null where it has never had an agent. Changes nothing. */
export function knownInstallationId(stateDir: string): string | null {
  try {
    const text = readFileSync(join(stateDir, "installation-id"), "latin1").trim();
    return text === "" ? null : text;
  } catch {
    return null;
  }
}

/** Whether the process bears the mark; null where its environment cannot be read. */
export function bearsMark(pid: number, mark: ComponentMark): boolean | null {
  return readEnvironment(pid)?.some((entry) => entry.startsWith(`${MARK_VARIABLE}=${mark}`)) ?? null;
}

/** Every living process that bears a mark of this installation, by the component's name. */
export function findMarked(
  installation: string,
  among: readonly ProcessStat[],
): ReadonlyMap<ComponentName, readonly MarkedProcess[]> {
  const prefix = `${MARK_VARIABLE}=${installation}/`;
  const found = new Map<ComponentName, MarkedProcess[]>();
  for (const stat of among) {
    const mark = readEnvironment(stat.pid)
      ?.find((entry) => entry.startsWith(prefix))
      ?.slice(prefix.length);
    const [text = "", run = ""] = mark?.split("/") ?? [];
    const name = parseComponentName(text);
    if (name !== null) found.set(name, [...(found.get(name) ?? []), { ...stat, run }]);
  }
  return found;
}
