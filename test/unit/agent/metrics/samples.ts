import type { ComponentReading, Reading } from "../../../../src/agent/metrics/reading.ts";
import { component, exit, named } from "../notify/samples.ts";

/** A component that runs, with all its figures. */
export const componentReading = (name = "is", over: Partial<ComponentReading["status"]> = {}): ComponentReading => ({
  status: component({
    name: named(name),
    usage: { memoryBytes: 2 ** 20, pssBytes: 2 ** 19, cpuPercent: 3, cpuSeconds: 1.5, processes: 2 },
    lastExit: exit(),
    probeLatencyMs: 12,
    generation: 2,
    restarts: 1,
    ...over,
  }),
  configured: true,
  done: false,
  complaint: null,
  warnBytes: 2 ** 30,
  restartBytes: 2 ** 31,
});

/** A host of which everything is known. */
export const reading = (over: Partial<Reading> = {}): Reading => ({
  host: "node3",
  supervisor: { state: "running", pid: 1, uptimeSeconds: 60, usage: null, version: "1.2.3", configHash: "sha256:ab" },
  components: [componentReading()],
  audit: { written: 7, waiting: 0, lost: 0, writable: true, whole: true },
  changesDropped: 0,
  notifications: [{ name: "pager", delivered: 3, failed: 1, lost: 2, held: 0, waiting: 1 }],
  certificates: [{ use: "listen", expires: new Date("2027-01-01T00:00:00Z") }],
  process: { cpuSeconds: 2, residentBytes: 2 ** 26, heapUsedBytes: 2 ** 24, openFiles: 20, startedAt: 1_700_000_000 },
  ...over,
});
