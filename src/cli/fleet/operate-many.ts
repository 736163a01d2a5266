import { randomUUID } from "node:crypto";
import { FaultError } from "../../core/fault.ts";
import type { OperateRequest, OperationUpdate } from "../../core/host-service.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import type { OperationId } from "../../core/names.ts";
import type { Operation, OperationKind } from "../../core/operation.ts";
import { DEFAULT_WIDTH, fanOut } from "../../fleet/fan-out.ts";
import type { Outcome } from "../../fleet/outcome.ts";
import { answerOf, type HostAnswer } from "../host-answer.ts";
import { isNotAttempted, notAttempted } from "../not-attempted.ts";
import { interruptedText } from "../render/operation-text.ts";
import { aimedAt } from "./aim.ts";
import type { FleetWatcher } from "./ask-fleet.ts";
import { hostFault } from "./host-fault.ts";
import type { Fleet } from "./open-fleet.ts";
import { operateHost } from "./operate-host.ts";

/** How an operation goes through many hosts. */
export interface OperatePolicy {
  /** How many hosts at once. */
  readonly width: number;
  /** Whether no further host is asked once one was not ok; those that are being asked are waited for. */
  readonly stopsAtFirstBad: boolean;
}

/**
 * A restart never takes a whole fleet down: one host after the other, or as many at once as were asked for, and no further one
 * after the first that is not ok. Starting and stopping go to many at once.
 */
export const policyFor = (kind: OperationKind, concurrency: number): OperatePolicy =>
  kind === "restart"
    ? { width: concurrency === DEFAULT_WIDTH ? 1 : concurrency, stopsAtFirstBad: true }
    : { width: concurrency, stopsAtFirstBad: false };

/** What every host is asked, each with an id of its own. */
export type OperateWish = Pick<OperateRequest, "kind" | "components" | "timeout" | "reason">;

/** Who watches. */
export interface OperateWatcher extends FleetWatcher {
  update(host: string, update: OperationUpdate): void;
}

/** Asks the hosts as the policy says, and yields an answer for each as they come, also for those whose turn never came. */
export async function* operateMany(
  fleet: Fleet,
  wish: OperateWish,
  policy: OperatePolicy,
  signal: AbortSignal,
  watcher: OperateWatcher,
): AsyncGenerator<HostAnswer<Operation>> {
  const accepted = new Map<string, Operation>();
  let bad: string | null = null;
  const note = (host: InventoryHost) => {
    if (policy.stopsAtFirstBad) bad ??= host.name; // at once: the next turn may begin before this answer is taken
  };
  const ask = async (host: InventoryHost, hostSignal: AbortSignal): Promise<Operation> => {
    if (bad !== null) throw notAttempted(`${bad} was not ok`);
    watcher.begun(host.name);
    const request = { ...wish, id: randomUUID() as string as OperationId, expectedHost: host.name };
    try {
      const operation = await operateHost(fleet, host, request, fleet.callContext(hostSignal), (update) => {
        if (update.t === "accepted") accepted.set(host.name, update.operation);
        watcher.update(host.name, update);
      });
      if (OUTCOME[operation.result] !== "ok") note(host);
      return operation;
    } catch (error) {
      note(host);
      throw error;
    }
  };
  const options = { width: policy.width, hostDeadline: null, clock: fleet.clock, signal };
  for await (const given of fanOut(fleet.hosts, ask, options)) {
    const answer = told(answerOf(given), wish.kind, accepted.get(given.host) ?? null, fleet);
    accepted.delete(given.host);
    if (!isNotAttempted(answer.error)) watcher.ended(answer.host, answer.outcome);
    yield answer;
  }
}

const OUTCOME = { done: "ok", failed: "failed", cancelled: "failed", running: "unknown" } as const satisfies Record<
  Operation["result"],
  Outcome
>;

/** The answer as it is reported: an operation that failed is a failed host, and one that nobody was asked for was not attempted. */
function told(
  answer: HostAnswer<Operation>,
  kind: OperationKind,
  accepted: Operation | null,
  fleet: Fleet,
): HostAnswer<Operation> {
  const { host, outcome, value, error } = answer;
  if (value !== null) return { ...answer, outcome: OUTCOME[value.result] };
  if (error === null) return answer;
  if (isNotAttempted(error)) return { host, outcome: "unreachable", value: null, error };
  if (error.fault.code !== "CANCELLED" || outcome === "failed") return { ...answer, error: hostFault(host, error, fleet.aim) };
  if (outcome === "unreachable") return { ...answer, error: notAttempted(error.fault.why) };
  const text = aimedAt(fleet.aim, host, interruptedText(kind, accepted));
  return { host, outcome, value: accepted, error: new FaultError(error.fault, text) };
}
