import { type ChannelInterface, connectivityState, Metadata } from "@grpc/grpc-js";
import type { Clock } from "../core/clock.ts";
import { type Ms, seconds } from "../core/duration.ts";
import { FaultError } from "../core/fault.ts";
import { connectCause, silenceCause } from "./connect-cause.ts";
import type { SupervisorClient } from "./gen/imageserving/v1/Supervisor.ts";
import { type ChannelPlan, channelPlan, type HostTarget, targetName } from "./host-target.ts";
import { protoTypes } from "./proto.ts";

/** How an attempt to connect ends. */
type Settled = "ready" | "failed" | "closed";

const SETTLED: { readonly [State in connectivityState]: Settled | null } = {
  [connectivityState.IDLE]: null,
  [connectivityState.CONNECTING]: null,
  [connectivityState.READY]: "ready",
  [connectivityState.TRANSIENT_FAILURE]: "failed",
  [connectivityState.SHUTDOWN]: "closed",
};

/**
 * One channel to one host, opened when it is first needed. Connecting has its own deadline and ends before anything is
 * sent: whoever waits for {@link ready} and is refused knows that the host has heard nothing. Ready means that the host
 * has answered in HTTP/2, not only that a connection was taken: the kernel does that for a stopped process, too.
 */
export class HostChannel {
  readonly #target: HostTarget;
  readonly #plan: ChannelPlan;
  readonly #clock: Clock;
  readonly #timeout: Ms;
  #client: SupervisorClient | null = null;
  #attempt: Promise<SupervisorClient> | null = null;

  constructor(target: HostTarget, clock: Clock, timeout: Ms) {
    this.#target = target;
    this.#plan = channelPlan(target);
    this.#clock = clock;
    this.#timeout = timeout;
  }

  /** A client whose channel is connected; connects where it is not. Throws UNREACHABLE with the cause; then nothing was sent. */
  async ready(): Promise<SupervisorClient> {
    const client = this.#client;
    if (client?.getChannel().getConnectivityState(false) === connectivityState.READY) return client;
    this.#attempt ??= this.#connect().finally(() => {
      this.#attempt = null;
    });
    return await this.#attempt;
  }

  /** Closes the channel. Calls that are open on it go on: they must be ended before. */
  close(): void {
    this.#client?.close();
    this.#client = null;
  }

  async #connect(): Promise<SupervisorClient> {
    const client = this.#client ?? this.#open();
    const end = settled(client.getChannel());
    const heard = await this.#inTime(end);
    if (heard === "ready") return client;
    const cause = await this.#cause(heard, client);
    if (heard === "silent") void end.then((late) => late === "failed" && this.#drop(client));
    else this.#drop(client);
    throw new FaultError({ code: "UNREACHABLE", target: targetName(this.#target), cause });
  }

  #inTime(end: Promise<Settled>): Promise<Settled | "silent"> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(this.#timeout, () => resolve("silent"));
      void end.then((settled) => {
        cancel();
        resolve(settled);
      });
    });
  }

  /**
   * After a failure the next attempt begins anew, with a cause of its own, and none goes on behind our back. After silence
   * it goes on waiting instead: gRPC never closes a connection that it is still making, so each new one would stay for good.
   */
  #drop(client: SupervisorClient): void {
    client.close();
    if (this.#client === client) this.#client = null;
  }

  #open(): SupervisorClient {
    const { uri, credentials, options } = this.#plan;
    this.#client = new (protoTypes().v1.Supervisor)(uri, credentials, options);
    return this.#client;
  }

  async #cause(heard: "failed" | "closed" | "silent", client: SupervisorClient): Promise<string> {
    if (heard === "closed") return "the connection was closed";
    if (heard === "silent") return silenceCause(this.#target.kind, this.#timeout / 1000);
    return connectCause(this.#target, await lastError(client, this.#clock));
  }
}

/** Connects where there is no connection, and resolves when that has ended, however long it takes. */
function settled(channel: ChannelInterface): Promise<Settled> {
  return new Promise((resolve) => {
    const look = () => {
      const state = channel.getConnectivityState(true);
      const end = SETTLED[state];
      if (end === null) channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, look);
      else resolve(end);
    };
    look();
  });
}

/**
 * What gRPC says of the attempt that failed: it tells it to calls alone. This one is refused at once and never sent,
 * and where a connection has come about in between it asks for nothing but the status.
 */
function lastError(client: SupervisorClient, clock: Clock): Promise<string> {
  return new Promise((resolve) => {
    const call = client.status({}, new Metadata(), (error) => {
      cancel();
      resolve(error?.details ?? "it could not be reached a moment ago");
    });
    const cancel = clock.after(seconds(1), () => call.cancel());
  });
}
