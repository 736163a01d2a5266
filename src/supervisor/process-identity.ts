import { type ProcessStat, readBootId, readProcess } from "./proc-fs.ts";

/**
 * What makes a process this one and no other. A pid alone is reused; together with the start time and the boot it is not
 * (field 22 of proc_pid_stat(5), /proc/sys/kernel/random/boot_id).
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** In ticks since boot. */
  readonly startTicks: number;
  readonly bootId: string;
}

/** The first process of a component, and which start of the component it was. */
export interface LeaderIdentity extends ProcessIdentity {
  /** Made anew for every start; its descendants carry it in their mark. */
  readonly run: string;
}

/** `same`: it lives. `gone`: it has ended. `mismatch`: the pid is somebody else's now, which must be left alone. */
export type IdentityCheck = "same" | "gone" | "mismatch";

let bootId: string | null = null;

/** The boot that this process lives in. */
export const thisBoot = (): string => (bootId ??= readBootId());

/** The identity of a living process; null where it has ended. */
export function identify(pid: number): ProcessIdentity | null {
  const stat = readProcess(pid);
  return stat === null ? null : identityOf(stat);
}

/** The identity of a process of this boot. */
export const identityOf = (stat: ProcessStat): ProcessIdentity => ({
  pid: stat.pid,
  startTicks: stat.startTicks,
  bootId: thisBoot(),
});

/** Looks at the process now. To be called right before every signal. */
export function checkIdentity(identity: ProcessIdentity): IdentityCheck {
  if (identity.bootId !== thisBoot()) return "gone";
  const stat = readProcess(identity.pid);
  if (stat === null) return "gone";
  return stat.startTicks === identity.startTicks ? "same" : "mismatch";
}

/** Whether the process lives and is the one that was meant. */
export const isAlive = (identity: ProcessIdentity): boolean => checkIdentity(identity) === "same";
