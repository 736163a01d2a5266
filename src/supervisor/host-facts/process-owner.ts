import { statSync } from "node:fs";

/** The user as whom a process runs; null where it has gone. */
export const processOwner = (pid: number): number | null => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid ?? null;
