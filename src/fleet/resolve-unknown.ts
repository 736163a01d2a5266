import { boundedAsk } from "../core/bounded-ask.ts";
import { between, type Clock, sleep } from "../core/clock.ts";
import { after, type MonoMs, type Ms, ms } from "../core/duration.ts";
import { FaultError, isFault } from "../core/fault.ts";
import type { CallContext, HostService } from "../core/host-service.ts";
import type { OperationId } from "../core/names.ts";
import type { Operation } from "../core/operation.ts";
import { outcomeOf } from "./outcome.ts";

/** What became of an operation whose answer was lost. */
export type Resolution =
  /** It is over: done, failed or cancelled. */
  | { readonly t: "ended"; readonly operation: Operation }
  /** It goes on, as far as was waited. */
  | { readonly t: "running"; readonly operation: Operation }
  /** The host has never heard of it, so nothing was done. */
  | { readonly t: "never-arrived" }
  /** The host had never heard of it and refused it when it was sent again, so nothing was done. */
  | { readonly t: "refused"; readonly error: FaultError }
  /** The host did not tell; `error` says why, the last time. */
  | { readonly t: "unknown"; readonly error: FaultError };

/** A host that is asked on a connection of its own. */
export type HostLink = HostService & AsyncDisposable;

/** What was asked of which host, and how long it may take to find out what became of it. */
export interface LostOperation {
  readonly id: OperationId;
  /** How the host is called in messages. */
  readonly target: string;
  /** The name that the host must have, as another one may have its address now; absent: not checked. */
  readonly expectedHost?: string;
  /** A new connection: the one that lost the answer may be broken in ways that it does not know of. */
  open(): HostLink;
  /**
   * Asks for the operation again, with the same id, where the host has never heard of it: that never acts twice. Called once
   * at the most. It must name the host that is meant, as another one may have its address now. Null: it is not sent again.
   */
  readonly resend: ((host: HostService, context: CallContext) => Promise<Operation>) | null;
  /** For everything. */
  readonly within: Ms;
  /** How many times in a row the host may be silent, at least 1. */
  readonly tries: number;
  readonly context: CallContext;
  readonly clock: Clock;
}

const FIRST_WAIT = 200;
const LONGEST_WAIT = 2_000;

/** Finds out what became of an operation, and waits for its end. Rejects where the signal of the context aborts, with its reason. */
export async function resolveUnknown(lost: LostOperation): Promise<Resolution> {
  const search: Search = { lost, end: after(lost.clock.now(), lost.within), resent: false };
  let best: Resolution = { t: "unknown", error: silence(lost) };
  for (let silent = 0; ; ) {
    const found = await look(search);
    silent = found.t === "silent" ? silent + 1 : 0;
    if (found.t === "running") best = found;
    else if (found.t !== "silent") return found;
    else if (best.t === "unknown") best = { t: "unknown", error: found.error };
    const wait = silent === 0 ? LONGEST_WAIT : Math.min(FIRST_WAIT * 2 ** (silent - 1), LONGEST_WAIT);
    if (silent >= lost.tries || after(lost.clock.now(), ms(wait)) >= search.end) return best;
    await sleep(lost.clock, ms(wait), lost.context.signal);
  }
}

interface Search {
  readonly lost: LostOperation;
  readonly end: MonoMs;
  resent: boolean;
}

/** What one look found; `silent`: nothing, and it is worth to look again. */
type Found = Resolution | { readonly t: "silent"; readonly error: FaultError };

async function look(search: Search): Promise<Found> {
  const { clock, context } = search.lost;
  context.signal.throwIfAborted();
  const within = between(clock.now(), search.end);
  const asking = boundedAsk((signal) => ask(search, { ...context, signal }), { clock, within, late: () => silence(search.lost) });
  const giveUp = () => asking.giveUp(context.signal.reason);
  context.signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await asking.result;
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof FaultError)) throw error;
    return { t: outcomeOf(error) === "failed" ? "unknown" : "silent", error };
  } finally {
    context.signal.removeEventListener("abort", giveUp);
  }
}

async function ask(search: Search, context: CallContext): Promise<Found> {
  const { id, open, resend, expectedHost } = search.lost;
  await using host = open();
  try {
    return seen(await host.getOperation(id, context, expectedHost));
  } catch (error) {
    if (!isFault(error, "OPERATION_NOT_FOUND")) throw error;
    if (resend === null || search.resent) return { t: "never-arrived" };
    search.resent = true;
    return await sendAgain(() => resend(host, context));
  }
}

async function sendAgain(resend: () => Promise<Operation>): Promise<Found> {
  try {
    return seen(await resend());
  } catch (error) {
    if (error instanceof FaultError && outcomeOf(error) === "failed") return { t: "refused", error };
    throw error;
  }
}

const seen = (operation: Operation): Found => ({ t: operation.result === "running" ? "running" : "ended", operation });

const silence = ({ target, within }: LostOperation): FaultError =>
  new FaultError({ code: "NOT_RESPONDING", target, pid: null, afterMs: within });
