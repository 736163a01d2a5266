import type { ComponentCard, HostCard } from "../../../src/web/protocol.ts";

/** A component that is well. */
export const component = (name: string, change: Partial<ComponentCard> = {}): ComponentCard => ({
  name,
  title: name,
  desired: "up",
  state: "running",
  ready: true,
  pid: 7,
  since: 0,
  memory: 100,
  cpu: 1,
  restarts: 0,
  reason: null,
  waitingFor: [],
  retryAt: null,
  lastExit: null,
  probeMs: null,
  ...change,
});

/** A host that is well. */
export const host = (name: string, change: Partial<HostCard> = {}): HostCard => ({
  name,
  link: "live",
  lost: null,
  heardAt: null,
  supervisor: { state: "running", since: 0, pid: 1, memory: null, version: "1", configHash: "" },
  components: [component("is")],
  operations: [],
  warnings: [],
  clockOffsetMs: 0,
  dropped: 0,
  ...change,
});
