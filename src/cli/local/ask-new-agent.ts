import { ms } from "../../core/duration.ts";
import { FaultError, isFault } from "../../core/fault.ts";
import type { OperateRequest } from "../../core/host-service.ts";
import type { OperationId } from "../../core/names.ts";
import type { Operation } from "../../core/operation.ts";
import { bringUpAgent } from "./bring-up-agent.ts";
import { followOperation, type OnUpdate } from "./follow-operation.ts";
import type { LocalHost } from "./local-host.ts";
import { askAgent, type Reply } from "./reach-agent.ts";

const MOST_AGENTS = 3;
const REACHED_WITHIN = ms(5_000);

/** Asks an agent that is started for it; the next one where it ended with what an earlier agent had begun, a stop of everything. */
export async function askNewAgent(
  host: LocalHost,
  request: OperateRequest,
  adoptOnly: boolean,
  signal: AbortSignal,
  onUpdate: OnUpdate,
): Promise<Operation> {
  const begun = host.clock.wall();
  for (let agents = 0; agents < MOST_AGENTS; agents++) {
    await bringUpAgent(host, adoptOnly, signal);
    const reply = await afterEarlier(host, request, begun, signal, onUpdate);
    if (reply.t === "answered") return reply.value;
  }
  throw new FaultError({ code: "AGENT_START_FAILED", cause: "it ended before it could be asked", logFile: host.agentLog });
}

/** A new agent goes on first with what an earlier one had begun before the command: that is followed to its end, then it is asked again. */
async function afterEarlier(
  host: LocalHost,
  request: OperateRequest,
  begun: Date,
  signal: AbortSignal,
  onUpdate: OnUpdate,
): Promise<Reply<Operation>> {
  try {
    return await followOperation(host, request, signal, onUpdate);
  } catch (error) {
    if (!isFault(error, "OPERATION_CONFLICT") || new Date(error.fault.since) > begun) throw error;
    const id = error.fault.id as OperationId;
    const earlier = await askAgent(host, REACHED_WITHIN, signal, (agent, context) => agent.getOperation(id, context));
    if (earlier.t === "absent") return earlier;
    const same: OperateRequest = { ...request, id, kind: earlier.value.kind, components: earlier.value.requested };
    await followOperation(host, same, signal, (update) => update.t === "progress" && onUpdate(update));
    return await afterEarlier(host, request, begun, signal, onUpdate);
  }
}
