import type { CancelTimer } from "../../core/clock.ts";
import { type Ms, ms, seconds } from "../../core/duration.ts";
import { FaultError, isFault } from "../../core/fault.ts";
import type { LeaseId } from "../../core/names.ts";
import { fanOut } from "../../fleet/fan-out.ts";
import { hostFault } from "../fleet/host-fault.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import type { KeptConnections } from "./kept-connections.ts";

/** For which rollout the leases are, and why it is run. */
export interface LeaseWish {
  readonly id: LeaseId;
  readonly reason: string;
}

/** How long a lease holds: what a jump box that died keeps others out for. */
const TTL = seconds(60);
/** A lease may miss two renewals. */
const RENEW_EVERY: Ms = ms(TTL / 3);

/**
 * The leases of a rollout on its hosts, which keep every other rollout off them. They are renewed until they are given back,
 * and end by themselves where this process dies. A host that cannot be reached has none: nothing can be done there either.
 */
export class RolloutLeases implements AsyncDisposable {
  readonly #fleet: Fleet;
  readonly #connections: KeptConnections;
  readonly #wish: LeaseWish;
  readonly #held = new Set<string>();
  readonly #lost: (why: FaultError) => void;
  readonly #ending = new AbortController();
  #cancel: CancelTimer = () => {};

  /**
   * Takes all of them. Rejects, with none held, where a host refuses, as LEASE_HELD where another rollout is at work there.
   * @param lost hears when a lease was broken or is another's by now: nothing more may be begun.
   */
  static async take(
    fleet: Fleet,
    connections: KeptConnections,
    wish: LeaseWish,
    signal: AbortSignal,
    lost: (why: FaultError) => void,
  ): Promise<RolloutLeases> {
    const leases = new RolloutLeases(fleet, connections, wish, lost);
    const refusals = await leases.#askAll(
      fleet.hosts.map(({ name }) => name),
      "acquireLease",
      signal,
    );
    const [first] = refusals;
    if (first !== undefined) {
      await leases[Symbol.asyncDispose]();
      throw refusals.length === 1
        ? first
        : new FaultError(first.fault, `${first.message} (and ${refusals.length - 1} more hosts refuse)`);
    }
    leases.#renewLater();
    return leases;
  }

  private constructor(fleet: Fleet, connections: KeptConnections, wish: LeaseWish, lost: (why: FaultError) => void) {
    this.#fleet = fleet;
    this.#connections = connections;
    this.#wish = wish;
    this.#lost = lost;
  }

  /** Gives them back, as far as the hosts answer. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#cancel();
    this.#ending.abort();
    const { id } = this.#wish;
    const options = {
      width: this.#fleet.concurrency,
      hostDeadline: this.#fleet.callTimeout,
      clock: this.#fleet.clock,
      signal: NEVER,
    };
    const give = ({ name }: { readonly name: string }, signal: AbortSignal) =>
      this.#connections.ask(name, (host) => host.releaseLease({ id, expectedHost: name }, this.#fleet.callContext(signal)));
    for await (const _ of fanOut([...this.#held].map(named), give, options)); // who does not hear it waits for the end of the lease
  }

  #renewLater(): void {
    this.#cancel = this.#fleet.clock.after(RENEW_EVERY, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const [why] = await this.#askAll([...this.#held], "renewLease", this.#ending.signal);
    if (this.#ending.signal.aborted) return;
    if (why !== undefined) this.#lost(why);
    this.#renewLater();
  }

  /** What hosts refuse with; a host that does not answer refuses nothing. */
  async #askAll(
    hosts: readonly string[],
    method: "acquireLease" | "renewLease",
    signal: AbortSignal,
  ): Promise<readonly FaultError[]> {
    const { id, reason } = this.#wish;
    const { concurrency, clock, callTimeout, connectTimeout, aim } = this.#fleet;
    const ask = ({ name }: { readonly name: string }, own: AbortSignal) => {
      const request = { id, reason, ttl: TTL, expectedHost: name };
      return this.#connections.ask(name, (host) => host[method](request, this.#fleet.callContext(own)));
    };
    const refusals: FaultError[] = [];
    const options = { width: concurrency, hostDeadline: ms(callTimeout + connectTimeout), clock, signal };
    for await (const answer of fanOut(hosts.map(named), ask, options)) {
      if (answer.outcome === "ok") this.#held.add(answer.host);
      else if (answer.outcome === "failed" && !isFault(answer.error, "CANCELLED")) {
        const { fault, message } = hostFault(answer.host, answer.error, aim);
        refusals.push(new FaultError(fault, `${answer.host}: ${message}`));
      }
    }
    return refusals;
  }
}

const named = (name: string): { readonly name: string } => ({ name });

const NEVER = new AbortController().signal;
