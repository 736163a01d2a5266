import { humanBytes } from "../bytes.ts";
import { error, ok, type Verdict, warning } from "./findings.ts";

/** Memory of the machine, in bytes, and how much time all who run lost for want of it; null: the kernel does not say. */
export interface MemoryFacts {
  readonly totalBytes: number;
  readonly availableBytes: number;
  readonly swapTotalBytes: number;
  readonly swapFreeBytes: number;
  /** Share of the last minute in which nothing at all went on because of memory, 0 to 100. */
  readonly stalledPercent: number | null;
  /** Of the control group that the agent is in. */
  readonly limit: { readonly usedBytes: number; readonly mostBytes: number } | null;
}

/** How much a process may open, and has. */
export interface LimitFacts {
  readonly openFiles: number;
  /** Infinity: no limit. */
  readonly mostOpenFiles: number;
  /** The largest pid, or how many tasks the control group may have, whichever is less; null: not known. */
  readonly mostProcesses: number | null;
}

/** What a service of systemd says of how it is ended; null: it does not say, or it cannot be read. */
export interface ServiceFacts {
  readonly unit: string;
  /** Null: none of the files that were found says it, so systemd's default holds. */
  readonly killMode: string | null;
  /** False: no file of this unit could be read. */
  readonly found: boolean;
}

const MAKE_ROOM = "see who uses it: ImageServing status -o wide, and top; set memory.restart of a component that grows";

/** Whether memory is nearly out. */
export function judgeMemory(facts: MemoryFacts): readonly Verdict[] {
  const { totalBytes, availableBytes, swapTotalBytes, swapFreeBytes, stalledPercent, limit } = facts;
  const share = totalBytes > 0 ? availableBytes / totalBytes : 1;
  const text = `${humanBytes(availableBytes)} of ${humanBytes(totalBytes)} of memory are available`;
  const found: readonly (Verdict | null)[] = [
    share < 0.02
      ? error(`${text}: the kernel is about to kill processes`, MAKE_ROOM)
      : share < 0.06
        ? warning(text, MAKE_ROOM)
        : null,
    limit !== null && limit.usedBytes > 0.95 * limit.mostBytes
      ? warning(
          `the control group of the agent uses ${humanBytes(limit.usedBytes)} of at most ${humanBytes(limit.mostBytes)}: the kernel kills what is above`,
          MAKE_ROOM,
        )
      : null,
    swapTotalBytes > 0 && swapFreeBytes < 0.1 * swapTotalBytes && share < 0.2
      ? warning(`swap is nearly full: ${humanBytes(swapFreeBytes)} of ${humanBytes(swapTotalBytes)} are left`, MAKE_ROOM)
      : null,
    (stalledPercent ?? 0) > 10
      ? warning(`nothing went on in ${stalledPercent}% of the last minute, for want of memory`, MAKE_ROOM)
      : null,
  ];
  const wrong = found.filter((verdict) => verdict !== null);
  return wrong.length > 0 ? wrong : [ok(text)];
}

/** Whether the agent may open what it needs. */
export function judgeLimits({ openFiles, mostOpenFiles, mostProcesses }: LimitFacts): readonly Verdict[] {
  const raise = "raise it: LimitNOFILE=65536 in the unit, or ulimit -n";
  const found: readonly (Verdict | null)[] = [
    openFiles > 0.8 * mostOpenFiles
      ? error(`${openFiles} of at most ${mostOpenFiles} files are open`, raise)
      : mostOpenFiles < 1_024
        ? warning(`the agent, and components after it, may open ${mostOpenFiles} files only`, raise)
        : null,
    mostProcesses !== null && mostProcesses < 4_096
      ? warning(
          `at most ${mostProcesses} processes and threads may be: servers that have many threads need more`,
          "raise TasksMax in the unit, or kernel.pid_max",
        )
      : null,
  ];
  const wrong = found.filter((verdict) => verdict !== null);
  return wrong.length > 0 ? wrong : [ok(`${openFiles} files are open, of at most ${mostOpenFiles}`)];
}

/** Whether components outlive the agent when systemd ends it. */
export function judgeService({ unit, killMode, found }: ServiceFacts): Verdict {
  if (!found) return ok(`runs as ${unit}; its unit file cannot be read from here`);
  if (killMode === "process" || killMode === "none") return ok(`${unit} has KillMode=${killMode}: components outlive the agent`);
  const has = killMode === null ? "no KillMode, and systemd's default" : `KillMode=${killMode}, which`;
  return error(
    `${unit} has ${has} ends the components whenever the agent ends`,
    "write KillMode=process under [Service] in the unit, then: systemctl daemon-reload",
  );
}
