import { sleep } from "../../core/clock.ts";
import { after, ms } from "../../core/duration.ts";
import { FaultError, isFault, messageOf } from "../../core/fault.ts";
import type { CallContext, OperateRequest, OperationUpdate } from "../../core/host-service.ts";
import type { Operation } from "../../core/operation.ts";
import type { Connection, LocalHost } from "./local-host.ts";
import { askAgent, type Reply } from "./reach-agent.ts";

/** Told of every step; the result is returned instead. */
export type OnUpdate = (update: OperationUpdate) => void;

const REACHED_WITHIN = ms(5_000);
/** How long the agent may be away, as while it is being restarted, until the operation counts as lost sight of. */
const BACK_WITHIN = ms(10_000);
const ABSENT_WITHIN = ms(2_000);
const ASK_EVERY = ms(200);

/** The stream ended in the middle: the operation was accepted, and what became of it has to be asked. */
class LostSight extends Error {
  override readonly name = "LostSight";
}

/**
 * Asks the agent for an operation and follows it to its end, also over a broken connection: the same id never acts twice.
 * `absent` where there is no agent and nothing was sent. Rejects with NOT_RESPONDING where the result cannot be learned.
 */
export async function followOperation(
  host: LocalHost,
  request: OperateRequest,
  signal: AbortSignal,
  onUpdate: OnUpdate,
): Promise<Reply<Operation>> {
  try {
    return await askAgent(host, REACHED_WITHIN, signal, (agent, context) => consume(agent, request, context, onUpdate));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LostSight) && !isFault(error, "NOT_RESPONDING")) throw error;
    return { t: "answered", value: await learnResult(host, request, messageOf(error), signal, onUpdate) };
  }
}

async function consume(agent: Connection, request: OperateRequest, context: CallContext, onUpdate: OnUpdate): Promise<Operation> {
  let accepted = false;
  try {
    for await (const update of agent.operate(request, context)) {
      if (update.t === "result") return update.operation;
      accepted = true;
      onUpdate(update);
    }
  } catch (error) {
    if (!accepted || context.signal.aborted) throw error;
    throw new LostSight(messageOf(error));
  }
  throw new LostSight("its answer ended in the middle");
}

async function learnResult(
  host: LocalHost,
  request: OperateRequest,
  why: string,
  signal: AbortSignal,
  onUpdate: OnUpdate,
): Promise<Operation> {
  const lost = host.clock.now();
  while (host.clock.now() < after(lost, BACK_WITHIN)) {
    const reply = await stored(host, request, signal);
    if (reply.t === "answered" && reply.value.result !== "running") return reply.value;
    if (reply.t === "answered") {
      const joined = await followOperation(host, request, signal, onUpdate);
      if (joined.t === "answered") return joined.value;
    } else if (host.clock.now() >= after(lost, ABSENT_WITHIN)) break;
    await sleep(host.clock, ASK_EVERY, signal);
  }
  throw unknownResult(host, request, why);
}

async function stored(host: LocalHost, request: OperateRequest, signal: AbortSignal): Promise<Reply<Operation>> {
  try {
    return await askAgent(host, REACHED_WITHIN, signal, (agent, context) => agent.getOperation(request.id, context));
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof FaultError ? unknownResult(host, request, error.message, error) : error;
  }
}

function unknownResult(host: LocalHost, { kind, id }: OperateRequest, why: string, error?: FaultError): FaultError {
  const pid = error?.fault.code === "NOT_RESPONDING" ? error.fault.pid : null;
  return new FaultError(
    { code: "NOT_RESPONDING", target: host.name, pid, afterMs: BACK_WITHIN },
    `what became of the ${kind} is not known: ${why} (operation ${id}). How things stand now: ImageServing status`,
  );
}
