import { sleep } from "../../core/clock.ts";
import { after, type MonoMs, type Ms, ms, seconds } from "../../core/duration.ts";
import { FaultError, isFault, messageOf } from "../../core/fault.ts";
import type { CallContext, HostService, OperateRequest, OperationUpdate } from "../../core/host-service.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import type { Operation } from "../../core/operation.ts";
import { type LostOperation, type Resolution, resolveUnknown } from "../../fleet/resolve-unknown.ts";
import { aimedAt } from "./aim.ts";
import type { Fleet } from "./open-fleet.ts";

/** An agent that says it is ending is being restarted, most likely. Nothing was done, so it is asked again for so long. */
const BACK_WITHIN = seconds(10);
const ASK_AGAIN_EVERY = ms(500);
/**
 * How often a host may be silent in a row until what became of its operation counts as unknown: where it refuses, that is as
 * long as an agent may take that is being restarted.
 */
const TRIES = 8;
/** For learning what became of it, where nothing is said of how long it may take: a host that answers is waited for. */
const LEARNT_WITHIN = seconds(3_600);
/** Beyond its own deadline an operation needs a moment to say how it ended. */
const GRACE = seconds(10);

/** The answer was lost, or its end: what became of the operation has to be asked. */
class LostAnswer extends Error {
  override readonly name = "LostAnswer";
  readonly why: FaultError;
  /** Whether the host had said that it has it. */
  readonly accepted: boolean;

  constructor(why: FaultError, accepted: boolean) {
    super(why.message);
    this.why = why;
    this.accepted = accepted;
  }
}

/**
 * Asks one host for an operation and follows it to its end, also over a connection that breaks: the same id never acts twice.
 * Rejects with what the host said where it refused, UNREACHABLE where nothing was sent, NOT_RESPONDING where what became of it
 * cannot be learned, and with the reason of the context's signal.
 */
export async function operateHost(
  fleet: Fleet,
  host: InventoryHost,
  request: OperateRequest,
  context: CallContext,
  onUpdate: (update: OperationUpdate) => void,
): Promise<Operation> {
  const once = async (connection: HostService, call: CallContext) => await consume(connection, request, call, onUpdate);
  try {
    return await whileEnding(fleet, context, async () => {
      await using connection = fleet.open(host);
      return await once(connection, context);
    });
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof LostAnswer)) throw error;
    return await learn(fleet, host, request, context, error, once);
  }
}

/** The operation that is meant. */
type Meant = Pick<OperateRequest, "id" | "timeout">;

/**
 * What became of an operation that may or may not have been sent, once it has ended. Rejects with OPERATION_NOT_FOUND where the
 * host has never heard of it, and with NOT_RESPONDING where it cannot be learned.
 */
export async function learnOperation(fleet: Fleet, host: InventoryHost, meant: Meant, context: CallContext): Promise<Operation> {
  const found = await search(fleet, host, meant, null, context);
  switch (found.t) {
    case "ended":
    case "running":
      return found.operation;
    case "never-arrived":
      throw new FaultError({ code: "OPERATION_NOT_FOUND", id: meant.id });
    case "refused":
    case "unknown":
      throw found.error;
  }
}

async function consume(
  host: HostService,
  request: OperateRequest,
  context: CallContext,
  onUpdate: (update: OperationUpdate) => void,
): Promise<Operation> {
  let accepted = false;
  try {
    for await (const update of host.operate(request, context)) {
      if (update.t === "result") return update.operation;
      accepted = true;
      onUpdate(update);
    }
  } catch (error) {
    if (!(error instanceof FaultError) || context.signal.aborted) throw error;
    if (!accepted && error.fault.code !== "NOT_RESPONDING") throw error;
    throw new LostAnswer(error, accepted);
  }
  const why = "its answer ended in the middle";
  throw new LostAnswer(
    new FaultError({ code: "NOT_RESPONDING", target: request.expectedHost, pid: null, afterMs: 0 }, why),
    accepted,
  );
}

/** Asks again for as long as the agent says that it is ending, and until the next one listens. In no other case: a host that is down stays so. */
async function whileEnding<T>(fleet: Fleet, { signal }: CallContext, ask: () => Promise<T>): Promise<T> {
  let until: MonoMs | null = null;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const ending = isFault(error, "SHUTTING_DOWN");
      if (!ending && !(until !== null && isFault(error, "UNREACHABLE"))) throw error;
      until ??= after(fleet.clock.now(), BACK_WITHIN);
      if (fleet.clock.now() >= until) throw error;
      await sleep(fleet.clock, ASK_AGAIN_EVERY, signal);
    }
  }
}

async function learn(
  fleet: Fleet,
  host: InventoryHost,
  request: OperateRequest,
  context: CallContext,
  lost: LostAnswer,
  once: (connection: HostService, call: CallContext) => Promise<Operation>,
): Promise<Operation> {
  const found = await search(fleet, host, request, lost.accepted ? null : once, context);
  switch (found.t) {
    case "ended":
    case "running":
      return found.operation;
    case "refused":
      throw found.error;
    case "never-arrived":
      throw unknownResult(fleet, request, "its agent knows nothing of it any more", lost.why);
    case "unknown":
      throw unknownResult(fleet, request, messageOf(found.error), lost.why);
  }
}

/** Looks for it at its host until it has ended, or for as long as it may take. */
const search = (
  fleet: Fleet,
  host: InventoryHost,
  { id, timeout }: Meant,
  resend: LostOperation["resend"],
  context: CallContext,
): Promise<Resolution> =>
  resolveUnknown({
    id,
    target: host.name,
    expectedHost: host.name,
    open: () => fleet.open(host),
    resend,
    within: learntWithin(timeout),
    tries: TRIES,
    context,
    clock: fleet.clock,
  });

const learntWithin = (timeout: Ms | null): Ms => (timeout === null ? LEARNT_WITHIN : ms(timeout + GRACE));

function unknownResult({ aim }: Fleet, { kind, id, expectedHost }: OperateRequest, why: string, lost: FaultError): FaultError {
  const said = lost.message === why ? why : `${lost.message}; then ${why}`;
  const text = `what became of the ${kind} is not known: ${said} (operation ${id}). How things stand now: ImageServing status`;
  return new FaultError(
    {
      code: "NOT_RESPONDING",
      target: expectedHost,
      pid: null,
      afterMs: lost.fault.code === "NOT_RESPONDING" ? lost.fault.afterMs : 0,
    },
    aimedAt(aim, expectedHost, text),
  );
}
