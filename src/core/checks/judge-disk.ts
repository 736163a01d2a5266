import { humanBytes } from "../bytes.ts";
import { error, ok, type Verdict, warning } from "./findings.ts";

/** The file system on which something lies. */
export interface DiskFacts {
  /** For who is not root, in bytes. */
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly freeInodes: number;
  /** 0 where the file system does not count them. */
  readonly totalInodes: number;
}

const LEAST_BYTES = 64 * 2 ** 20;
const LEAST_SHARE = 0.01;
const LITTLE_SHARE = 0.05;
const LEAST_INODES = 100;
const LITTLE_INODES = 0.02;

/** Whether there is room. @param growth by how much what lies there may still grow, as configured; in bytes. */
export function judgeDisk(facts: DiskFacts, growth: number): readonly Verdict[] {
  const found = [...space(facts, growth), ...inodes(facts)];
  return found.length > 0 ? found : [ok(`${humanBytes(facts.freeBytes)} free of ${humanBytes(facts.totalBytes)}`)];
}

function space({ freeBytes, totalBytes }: DiskFacts, growth: number): readonly Verdict[] {
  const free = `${humanBytes(freeBytes)} free of ${humanBytes(totalBytes)}`;
  const share = totalBytes > 0 ? freeBytes / totalBytes : 1;
  if (freeBytes < LEAST_BYTES || share < LEAST_SHARE)
    return [error(`the disk is full or nearly so: ${free}; operations that cannot be recorded are refused`, "make room there")];
  if (freeBytes < growth)
    return [
      warning(
        `logs may still grow by ${humanBytes(growth)}, and there is less room: ${free}`,
        "make room, or lower log.maxSize or log.keep of the components",
      ),
    ];
  return share < LITTLE_SHARE ? [warning(`little room is left: ${free}`, "make room there")] : [];
}

function inodes({ freeInodes, totalInodes }: DiskFacts): readonly Verdict[] {
  if (totalInodes === 0) return [];
  const text = `${freeInodes} of ${totalInodes} inodes are free: no new files can be made without them`;
  if (freeInodes < LEAST_INODES) return [error(text, "remove files there that nobody needs")];
  return freeInodes / totalInodes < LITTLE_INODES ? [warning(text, "remove files there that nobody needs")] : [];
}
