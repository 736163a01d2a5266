import { answered, type HostAnswer, notAnswered } from "../../../src/cli/host-answer.ts";
import { type Fault, FaultError } from "../../../src/core/fault.ts";
import type { ComponentStatus, HostStatus } from "../../../src/core/status.ts";
import { component, hostStatus, supervisor } from "./samples.ts";

const DAY = 86_400;

/** `node01` … as many as there are, with zeros in front. */
export const names = (count: number, prefix = "node"): readonly string[] => {
  const digits = Math.max(2, String(count).length);
  return Array.from({ length: count }, (_, at) => `${prefix}${String(at + 1).padStart(digits, "0")}`);
};

/** Three components that are well, with figures of the host's own; or as `changed`. */
export const three = (at: number, changed: Readonly<Record<string, Partial<ComponentStatus>>> = {}): readonly ComponentStatus[] =>
  ["is", "svg", "ps"].map((name, nth) =>
    component(name, {
      pid: 1_000 + at * 10 + nth,
      uptimeSeconds: 3 * DAY + at * 7_000 + nth,
      usage: { memoryBytes: 900e6 + (at % 20) * 10e6 - nth * 300e6, pssBytes: null, cpuPercent: 2 + (at % 4), processes: 3 },
      restarts: at % 20 === 7 ? 1 : 0,
      ...changed[name],
    }),
  );

/** A host that is well, or whose components are as `changed`. */
export const well = (host: string, at: number, changed: Readonly<Record<string, Partial<ComponentStatus>>> = {}) =>
  answered(host, status(host, at, three(at, changed)));

/** What a host says whose Server Supervisor is running. */
export const status = (host: string, at: number, components: readonly ComponentStatus[]): HostStatus =>
  hostStatus(components, { host, supervisor: supervisor({ pid: 800 + at, uptimeSeconds: 3 * DAY + at * 7_000 }) });

/** A host that is not running. */
export const stopped = (host: string): HostAnswer<HostStatus> =>
  answered(host, hostStatus([], { host, supervisor: supervisor({ state: "stopped", uptimeSeconds: null, usage: null }) }));

/** A host of which only this is known. */
export const without = (host: string, fault: Fault, message?: string): HostAnswer<never> =>
  notAnswered(host, new FaultError(fault, message));

/** A host to which nothing was sent. */
export const refused = (host: string): HostAnswer<never> =>
  without(host, { code: "UNREACHABLE", target: "192.0.2.4:9910", cause: "refused" }, "connect: refused (192.0.2.4:9910)");
