import { once } from "node:events";
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerWritableStream,
  type StatusObject,
  status,
} from "@grpc/grpc-js";
import { between, type Clock } from "../core/clock.ts";
import type { Ms } from "../core/duration.ts";
import type { FaultError } from "../core/fault.ts";
import type { CallContext, Caller } from "../core/host-service.ts";
import { codeName, type GrpcCodeName } from "./fault-code.ts";
import { statusFromError } from "./fault-to-status.ts";
import type { AnyCall } from "./incoming-call.ts";
import { linkAbort } from "./linked-abort.ts";
import type { OpenCalls } from "./open-calls.ts";

/** A method of the Supervisor service. */
export type Method =
  | "Start"
  | "Stop"
  | "Restart"
  | "Status"
  | "Watch"
  | "Logs"
  | "GetOperation"
  | "CancelOperation"
  | "AcquireLease"
  | "RenewLease"
  | "ReleaseLease"
  | "GetLease"
  | "BreakLease"
  | "Events"
  | "Usages"
  | "Diagnose"
  | "GetConfiguration"
  | "TestNotifications";

/** Hears of every call that has ended, with the gRPC code it ended with. */
export type OnCall = (method: string, code: GrpcCodeName, took: Ms, caller: Caller) => void;

/** Hears of a request that cannot be read: of which method, from whom, and what is wrong with it. */
export type OnUnreadable = (method: Method, caller: Caller, fault: FaultError) => void;

/** What every call is served with. */
export interface Serving {
  readonly clock: Clock;
  /** Finds out who calls. Throws PERMISSION_DENIED for a caller who must not. */
  readonly identify: (call: AnyCall) => Caller;
  readonly onCall: OnCall;
  /** Hears of requests to change something that cannot be read, and so never reach the service. */
  readonly onUnreadable: OnUnreadable;
  /** Hears of errors that nobody foresaw: the caller is told nothing of them. */
  readonly report: (error: unknown) => void;
  /** Counts the calls that are under way, for the end of the server to wait for. */
  readonly calls: OpenCalls;
  /** Aborts with SHUTTING_DOWN when the server begins to end: from then on no call is begun. */
  readonly ending: AbortSignal;
}

const NOBODY: Caller = { name: "unknown", from: "unknown", role: "viewer", components: [] };

/** A handler for calls with one answer. @param until ends a call that takes longer than the server. */
export function serveUnary<Request, Response>(
  method: Method,
  serving: Serving,
  until: AbortSignal,
  act: (request: Request, context: CallContext) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return (call, callback) =>
    serve(method, serving, until, call, {
      run: async (context) => callback(null, await act(call.request, context)),
      fail: (answer) => callback(answer),
    });
}

/** A handler for calls whose answer is a stream. @param until ends open streams when the server ends; its reason is their answer. */
export function serveStream<Request, Response>(
  method: Method,
  serving: Serving,
  until: AbortSignal,
  act: (request: Request, context: CallContext) => AsyncIterable<Response>,
): handleServerStreamingCall<Request, Response> {
  return (call) =>
    serve(method, serving, until, call, {
      run: (context) => pump(call, act(call.request, context), context.signal),
      fail: (answer) => call.emit("error", answer),
    });
}

/** Sends what the source yields, and no more of it than the caller reads: the answer of `write` is real. */
async function pump<Response>(
  call: ServerWritableStream<unknown, Response>,
  source: AsyncIterable<Response>,
  signal: AbortSignal,
) {
  for await (const message of source) {
    if (!call.write(message)) await once(call, "drain", { signal });
  }
  signal.throwIfAborted(); // a source that stopped because it was told to has not finished
  call.end();
}

interface Answering {
  run(context: CallContext): Promise<void>;
  fail(answer: StatusObject): void;
}

function serve(method: Method, serving: Serving, until: AbortSignal, call: AnyCall, answering: Answering): void {
  see(method, serving, until, call, answering).catch(serving.report);
}

/** Sees one call through to its end, whichever way it ends. */
async function see(method: Method, serving: Serving, until: AbortSignal, call: AnyCall, { run, fail }: Answering) {
  const began = serving.clock.now();
  const ended = serving.calls.begin();
  const link = linkAbort(until);
  let over = false;
  // It comes after the end of every call, too; then nobody hears it, and making the reason would take longer than much of the call.
  call.once("cancelled", () => over || link.abort(new DOMException("the caller has gone", "AbortError")));
  let caller = NOBODY;
  let code: status = status.OK;
  let begun = false;
  try {
    caller = serving.identify(call);
    serving.ending.throwIfAborted();
    begun = true;
    await run({ caller, signal: link.signal });
  } catch (error) {
    const why = begun && link.signal.aborted ? link.signal.reason : error; // why it ended, not how that surfaced
    const answer = statusFromError(why, serving.report);
    code = answer.code;
    if (!call.cancelled) fail(answer);
  } finally {
    over = true;
    link.release();
    ended();
    serving.onCall(method, codeName(code), between(began, serving.clock.now()), caller);
  }
}
