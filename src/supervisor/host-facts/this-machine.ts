import type { MachineReaders } from "../../core/checks/host-readers.ts";
import { programProblem } from "./program-problem.ts";
import { readAuditEnd } from "./read-audit-end.ts";
import { readDisk, readLogGrowth } from "./read-disk.ts";
import { askedAt, readListener } from "./read-listener.ts";
import { readLimits, readMemory, readSynchronized } from "./read-machine.ts";
import { readPath } from "./read-path.ts";
import { readService } from "./read-service.ts";

/** This machine. Everything is read; nothing is changed, run or connected to, but getent(1) for users that are not in /etc/passwd. */
export const thisMachine: MachineReaders = {
  path: readPath,
  disk: readDisk,
  logGrowth: readLogGrowth,
  synchronized: () => readSynchronized(),
  memory: readMemory,
  limits: readLimits,
  service: (pid) => readService(pid),
  listener: (endpoint, leader) => readListener(endpoint, leader),
  askedAt,
  auditEnd: readAuditEnd,
  programProblem,
};
