import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { EventDisk } from "../../../../src/agent/insight/event-disk.ts";
import { realEventDisk } from "../../../../src/agent/insight/event-disk.ts";
import type { HostEvent } from "../../../../src/core/host-event.ts";
import type { ComponentName, OperationId } from "../../../../src/core/names.ts";
import type { Operation } from "../../../../src/core/operation.ts";
import type { ComponentStatus, ExitRecord } from "../../../../src/core/status.ts";

export const named = (name: string): ComponentName => name as ComponentName;

/** A component as it stands: running, ready and well where nothing else is said. */
export const status = (over: Partial<ComponentStatus> & { readonly name?: ComponentName } = {}): ComponentStatus => ({
  name: named("is"),
  title: "is",
  desired: "up",
  state: "running",
  ready: true,
  pid: 7,
  uptimeSeconds: 1,
  usage: null,
  restarts: 0,
  generation: 1,
  lastExit: null,
  reason: null,
  waitingFor: [],
  retryInMs: null,
  logFile: "/log/is.log",
  probeLatencyMs: null,
  ...over,
});

export const exit = (at: Date, over: Partial<ExitRecord> = {}): ExitRecord => ({
  code: null,
  signal: "SIGKILL",
  at,
  expected: false,
  hint: "killed by SIGKILL, not by us",
  ...over,
});

export const operation = (over: Partial<Operation> = {}): Operation => ({
  id: "op-1" as OperationId,
  kind: "restart",
  requested: [],
  result: "running",
  by: "alice",
  reason: "",
  startedAt: new Date("2026-01-01T12:00:01Z"),
  deadline: null,
  finishedAt: null,
  durationMs: 1_500,
  components: [],
  message: "",
  agentEnds: false,
  ...over,
});

/** An event with this number; of `is` where nothing else is said. */
export const event = (sequence: number, over: Partial<HostEvent> = {}): HostEvent => ({
  sequence,
  at: new Date(1_767_268_800_000 + sequence * 1_000),
  kind: "state",
  component: named("is"),
  message: `number ${sequence}`,
  state: "running",
  previousState: "starting",
  ready: true,
  pid: 7,
  by: null,
  operationId: null,
  operationKind: null,
  requested: [],
  exit: null,
  evidence: [],
  tail: [],
  ...over,
});

/** A disk that can be full: of what does not fit it takes the beginning, as a real one does. */
export class FullDisk implements EventDisk {
  room = Number.POSITIVE_INFINITY;
  /** What is written is there, and yet it is said to have failed. */
  failsAfter = false;
  appends = 0;
  replaces = 0;
  readonly readEnd = realEventDisk.readEnd;

  async append(file: string, text: string): Promise<void> {
    this.appends++;
    const fits = Buffer.from(text).subarray(0, Math.max(0, this.room));
    this.room -= fits.length;
    appendFileSync(file, fits);
    if (fits.length < Buffer.byteLength(text)) throw new Error("ENOSPC: no space left on device");
    if (this.failsAfter) throw new Error("EIO: i/o error");
  }

  async replace(file: string, text: string): Promise<void> {
    this.replaces++;
    const before = existsSync(file) ? readFileSync(file).length : 0;
    if (Buffer.byteLength(text) > this.room) throw new Error("ENOSPC: no space left on device");
    this.room += before - Buffer.byteLength(text);
    writeFileSync(file, text);
  }

  setAside(file: string): void {
    renameSync(file, `${file}.unreadable`);
  }
}
