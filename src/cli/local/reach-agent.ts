import { sleep } from "../../core/clock.ts";
import { after, type Ms, ms } from "../../core/duration.ts";
import { FaultError, type FaultOf, faultMessage, isFault } from "../../core/fault.ts";
import { type CallContext, localCaller } from "../../core/host-service.ts";
import type { LastKnown } from "../../supervisor/last-known.ts";
import type { Connection, LocalHost } from "./local-host.ts";

/** What became of a question to the agent: it was answered, or there is no agent to ask. */
export type Reply<T> = { readonly t: "answered"; readonly value: T } | { readonly t: "absent"; readonly lastKnown: LastKnown };

/** How long an agent that says it is ending may take until its process has gone. */
const ENDS_WITHIN = ms(5_000);
const LOOK_EVERY = ms(50);

/**
 * Asks the agent of this host, if there is one. An agent that is about to listen or about to end is waited for.
 * Rejects with UNREACHABLE where its process lives and nothing reached it, with what `call` rejects with otherwise.
 * @param within how long it may take to reach it, and each call that has one answer.
 */
export async function askAgent<T>(
  host: LocalHost,
  within: Ms,
  signal: AbortSignal,
  call: (agent: Connection, context: CallContext) => Promise<T>,
): Promise<Reply<T>> {
  const until = after(host.clock.now(), within);
  for (;;) {
    const absent = await listeningOrAbsent(host, within, until, signal);
    if (absent !== null) return { t: "absent", lastKnown: absent };
    const agent = await host.connect(within);
    try {
      return { t: "answered", value: await call(agent, { caller: localCaller(host.userName), signal }) };
    } catch (error) {
      signal.throwIfAborted();
      await untilWorthAnotherTry(host, error, until, signal);
    } finally {
      agent.close();
    }
  }
}

/** Null once something listens; what is last known where no agent lives. */
async function listeningOrAbsent(host: LocalHost, within: Ms, until: number, signal: AbortSignal): Promise<LastKnown | null> {
  for (;;) {
    const knock = await host.knock();
    if (knock === "open") return null;
    if (knock === "forbidden") throw forbidden(host);
    const lastKnown = await host.lastKnown();
    if (lastKnown.agentPid === null) return lastKnown;
    if (host.clock.now() >= until)
      throw notReached(host, lastKnown.agentPid, `nothing listened at its socket for ${within / 1_000} s`);
    await sleep(host.clock, LOOK_EVERY, signal);
  }
}

async function untilWorthAnotherTry(host: LocalHost, error: unknown, until: number, signal: AbortSignal): Promise<void> {
  if (isFault(error, "SHUTTING_DOWN")) {
    if (!(await agentGone(host, ENDS_WITHIN, signal))) throw error;
  } else if (isFault(error, "UNREACHABLE")) {
    // It listened a moment ago: it is ending, or it is stuck.
    if (host.clock.now() >= until) throw notReached(host, (await host.lastKnown()).agentPid, error.fault.cause);
    await sleep(host.clock, LOOK_EVERY, signal);
  } else if (isFault(error, "NOT_RESPONDING")) {
    throw withPid(host, error, (await host.lastKnown()).agentPid);
  } else {
    throw error;
  }
}

/** The same, with the agent's pid: whoever reads it wants to look at that process. What the wire said beyond the usual is kept. */
function withPid(
  host: LocalHost,
  { fault, message }: FaultError & { readonly fault: FaultOf<"NOT_RESPONDING"> },
  pid: number | null,
): FaultError {
  const named = { ...fault, target: host.name, pid: fault.pid ?? pid };
  const said =
    message === faultMessage(fault)
      ? faultMessage(named)
      : `not responding: ${message}${named.pid === null ? "" : ` (agent pid ${named.pid})`}`;
  return new FaultError(named, `${said}${wayOut(named.pid)}`);
}

/** Waits until the agent that lives now has gone; false where it has not within that time. */
export async function agentGone(host: LocalHost, within: Ms, signal: AbortSignal): Promise<boolean> {
  const until = after(host.clock.now(), within);
  const first = (await host.lastKnown()).agentPid;
  if (first === null) return true;
  while (host.clock.now() < until) {
    await sleep(host.clock, LOOK_EVERY, signal);
    if ((await host.lastKnown()).agentPid !== first) return true;
  }
  return false;
}

/** Says "not responding", as for a call that was sent: to an operator it is the same. */
function notReached(host: LocalHost, pid: number | null, cause: string): FaultError {
  const who = pid === null ? `the agent of ${host.name}` : `the agent of ${host.name} (agent pid ${pid})`;
  return new FaultError({ code: "UNREACHABLE", target: host.name, cause }, `not responding: ${who}: ${cause}${wayOut(pid)}`);
}

/** What helps where an agent hangs. It is safe: the components do not depend on it, and the next one adopts them. */
const wayOut = (pid: number | null): string =>
  pid === null ? "" : `\n  kill -9 ${pid} ends it and leaves the components running; ImageServing start takes them over`;

const forbidden = (host: LocalHost): FaultError =>
  new FaultError({
    code: "PERMISSION_DENIED",
    what: "using the agent's socket",
    who: `${host.userName} is neither its owner nor in its group`,
  });
