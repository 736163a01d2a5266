import { Metadata, type ServiceError } from "@grpc/grpc-js";
import { between, type CancelTimer, type Clock } from "../core/clock.ts";
import type { MonoMs, Ms } from "../core/duration.ts";
import { FaultError, messageOf } from "../core/fault.ts";
import { CALLER_KEY, encodeLabel } from "./caller-label.ts";
import { faultFromStatus, noAnswer } from "./fault-from-status.ts";
import type { SupervisorClient } from "./gen/imageserving/v1/Supervisor.ts";
import type { HostChannel } from "./host-channel.ts";
import { type LinkedAbort, linkAbort } from "./linked-abort.ts";

/** What the calls to one host have in common. */
export interface Calling {
  readonly channel: HostChannel;
  readonly clock: Clock;
  /** The host as people read it. */
  readonly target: string;
  readonly callerName: string;
  /** From the request to its answer, or to the first message of its answer. Connecting is not counted. */
  readonly callTimeout: Ms;
  /** Aborts when the connection is closed by its owner. */
  readonly closing: AbortSignal;
}

/** The life of one call: it owns its timer and its listeners, and knows why the call ended. */
export class CallScope {
  readonly #calling: Calling;
  readonly #link: LinkedAbort;
  #began: MonoMs;
  #stopTimer: CancelTimer = () => {};

  /** @param signal the caller's: ends the call. */
  constructor(calling: Calling, signal: AbortSignal) {
    this.#calling = calling;
    this.#link = linkAbort(signal, calling.closing);
    this.#began = calling.clock.now();
  }

  /** What goes with the request beside its message. */
  metadata(): Metadata {
    const metadata = new Metadata();
    metadata.set(CALLER_KEY, encodeLabel(this.#calling.callerName));
    return metadata;
  }

  /** A client that is connected, unless the call is ended before. Until it resolves nothing was sent. */
  async connected(): Promise<SupervisorClient> {
    this.throwIfEnded();
    const client = await Promise.race([this.#calling.channel.ready(), this.#ended()]);
    this.throwIfEnded();
    this.#began = this.#calling.clock.now();
    return client;
  }

  /** From now on the answer has its time. */
  startTimer(): void {
    const { clock, callTimeout, target } = this.#calling;
    this.#stopTimer = clock.after(callTimeout, () => this.#link.abort(noAnswer({ target, afterMs: callTimeout })));
  }

  /** The answer has begun. */
  stopTimer(): void {
    this.#stopTimer();
  }

  /** Calls `act` when the call has to end before its answer. */
  onEnd(act: (reason: unknown) => void): void {
    this.#link.signal.addEventListener("abort", () => act(this.#link.signal.reason), { once: true });
  }

  /** Throws what ended the call where it has to end. */
  throwIfEnded(): void {
    this.#link.signal.throwIfAborted();
  }

  /** Why the call ended: what ended it on this side where that was it, whatever surfaced then; else what came from the other. */
  reasonFor(error: unknown): unknown {
    const { aborted, reason } = this.#link.signal;
    if (aborted) return reason instanceof FaultError ? reason : new FaultError({ code: "CANCELLED", why: messageOf(reason) });
    if (!isServiceError(error)) return error;
    const { clock, target } = this.#calling;
    return faultFromStatus(error, { target, afterMs: between(this.#began, clock.now()) });
  }

  /** Lets go of everything. */
  release(): void {
    this.#stopTimer();
    this.#link.release();
  }

  #ended(): Promise<never> {
    return new Promise((_, reject) => this.onEnd(reject));
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && typeof error.code === "number" && "metadata" in error;
}
