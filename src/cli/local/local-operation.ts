import { type Ms, ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { OperateRequest } from "../../core/host-service.ts";
import type { Operation, OperationKind } from "../../core/operation.ts";
import type { ComponentStatus } from "../../core/status.ts";
import type { Outcome } from "../../fleet/outcome.ts";
import { type HostAnswer, notAnswered } from "../host-answer.ts";
import { NOT_RUNNING } from "../not-running.ts";
import { askNewAgent } from "./ask-new-agent.ts";
import { followOperation, type OnUpdate } from "./follow-operation.ts";
import type { LocalHost } from "./local-host.ts";
import { ownName } from "./own-name.ts";
import { needsConfig, planWithoutAgent } from "./plan-without-agent.ts";
import { agentGone, type Reply } from "./reach-agent.ts";
import { readConfig } from "./read-config.ts";

/** A start, stop or restart as the command line asks for it. */
export interface OperationWish {
  readonly kind: OperationKind;
  /** Empty: everything, the Server Supervisor included. */
  readonly components: readonly string[];
  /** For the whole operation; null: as long as the components' own time-outs allow. */
  readonly timeout: Ms | null;
  readonly reason: string;
  /** Whether the host's own name is needed, which costs a question. */
  readonly named: boolean;
}

/** Whoever watches an operation. */
export interface OperationWatcher {
  readonly onUpdate: OnUpdate;
  /** Told before an agent is started that the Server Supervisor is not running, or that what it left running is taken over. */
  readonly onNotRunning: () => void;
  readonly onTakeOver: (unattended: readonly ComponentStatus[]) => void;
}

const AGENT_ENDS_WITHIN = ms(5_000);

/** Does it on this host, with an agent that is started for it where none is alive. Rejects only when it is interrupted. */
export async function localOperation(
  host: LocalHost,
  wish: OperationWish,
  signal: AbortSignal,
  watcher: OperationWatcher,
): Promise<HostAnswer<Operation>> {
  let name = host.name;
  try {
    if (wish.named) name = await ownName(host, signal);
    const { named: _, ...asked } = wish;
    const request: OperateRequest = { ...asked, id: host.newOperationId(), expectedHost: "" };
    const reply = await followOperation(host, request, signal, watcher.onUpdate);
    const done = reply.t === "answered" ? reply.value : await withoutAgent(host, request, reply, signal, watcher);
    if (done.agentEnds) await agentGone(host, AGENT_ENDS_WITHIN, signal);
    return { host: name, outcome: OUTCOME[done.result], value: done, error: null };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return notAnswered(name, error);
  }
}

const OUTCOME = { done: "ok", failed: "failed", cancelled: "failed", running: "unknown" } as const satisfies Record<
  Operation["result"],
  Outcome
>;

async function withoutAgent(
  host: LocalHost,
  request: OperateRequest,
  { lastKnown }: Reply<Operation> & { readonly t: "absent" },
  signal: AbortSignal,
  watcher: OperationWatcher,
): Promise<Operation> {
  const plan = planWithoutAgent(request, lastKnown, needsConfig(request) ? await readConfig(host) : null);
  if (plan.t === "refuse") throw plan.error;
  if (plan.t === "nothing") return nothingDone(host, request);
  if (plan.first === "not running") watcher.onNotRunning();
  if (plan.first === "taking over") watcher.onTakeOver(lastKnown.unattended);
  return await askNewAgent(host, request, plan.adoptOnly, signal, watcher.onUpdate);
}

/** A stop where nothing runs is done at once, and no agent keeps it. */
const nothingDone = (host: LocalHost, { id, kind, reason }: OperateRequest): Operation => ({
  id,
  kind,
  requested: [],
  result: "done",
  by: host.userName,
  reason,
  startedAt: host.clock.wall(),
  deadline: null,
  finishedAt: host.clock.wall(),
  durationMs: 0,
  components: [],
  message: NOT_RUNNING,
  agentEnds: false,
});
