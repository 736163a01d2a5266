import { boundedAsk } from "../../core/bounded-ask.ts";
import { between, sleep } from "../../core/clock.ts";
import { type MonoMs, type Ms, ms } from "../../core/duration.ts";
import { FaultError, messageOf } from "../../core/fault.ts";
import type { OperationId } from "../../core/names.ts";
import type { BakeBaseline } from "./bake.ts";
import { BakeHistory } from "./bake-history.ts";
import { boundedCall } from "./bounded-call.ts";
import { type Decision, decide } from "./decide.ts";
import { flyHost } from "./host-flight.ts";
import type { JournalRecord, RunResult } from "./journal-record.ts";
import { lookAround } from "./look-around.ts";
import type { RolloutHappening } from "./rollout-event.ts";
import type { RolloutParts } from "./rollout-parts.ts";
import type { HostState } from "./rollout-state.ts";
import type { Seen } from "./seen.ts";

interface Ending {
  readonly result: RunResult;
  readonly why: string;
}

const INTERRUPTED: Ending = { result: "interrupted", why: "somebody asked for no new hosts" };
const LEFT: Ending = { result: "left", why: "the hosts in flight were not waited for" };

/** A host of which nobody knows how it was before. */
const NOTHING_KNOWN: BakeBaseline = { own: [], others: [] };

/** Everything but what the record's `at` is. */
type Fresh<R> = R extends JournalRecord ? Omit<R, "at"> : never;

/** One run of a rollout: looks, lets {@link decide} decide, acts, writes down. */
export class RolloutRun {
  readonly #parts: RolloutParts;
  readonly #leaving: AbortSignal;
  /** Ends a wait in which nothing is in flight. */
  readonly #waking: AbortSignal;
  readonly #tell: (happening: RolloutHappening) => void;
  readonly #history: BakeHistory;
  #lastBatchEnd: MonoMs | null = null;
  #goAhead = false;
  #stuckSince: MonoMs | null = null;
  #told = "";
  #journalFailure: string | null = null;

  constructor(parts: RolloutParts, leaving: AbortSignal, tell: (happening: RolloutHappening) => void) {
    this.#parts = parts;
    this.#leaving = leaving;
    this.#waking = AbortSignal.any([parts.stopping, leaving]);
    this.#tell = tell;
    this.#history = new BakeHistory(parts.state.header.components);
  }

  /** To be called once. Rejects only after a defect of ours. */
  async go(): Promise<void> {
    const { state, stopping } = this.#parts;
    const interrupted = () => this.#tell({ t: "interrupted", inFlight: this.#inFlight().map(nameOf) });
    stopping.addEventListener("abort", interrupted, { once: true });
    try {
      this.#tell({ t: "planned", header: state.header, policy: state.policy, resumed: state.batches > 0 });
      await this.#recover();
      let ending: Ending | null = null;
      while (ending === null) ending = this.#whyEnd() ?? (await this.#turn());
      await this.#end(ending);
    } finally {
      stopping.removeEventListener("abort", interrupted);
    }
  }

  /** What ends it without a look at the hosts. */
  #whyEnd(): Ending | null {
    if (this.#leaving.aborted) return this.#inFlight().length > 0 ? LEFT : INTERRUPTED;
    if (this.#journalFailure !== null) return { result: "halted", why: `the journal cannot be written: ${this.#journalFailure}` };
    return this.#parts.stopping.aborted ? INTERRUPTED : null;
  }

  /** Hosts that an earlier run had begun: those whose operation is done have to stay ready, the others are asked. */
  async #recover(): Promise<void> {
    const begun = this.#inFlight().map((host) => this.#fly(host, host.operated ? "watch" : "ask", false, NOTHING_KNOWN));
    if (begun.length === 0) return;
    await Promise.all(begun);
    this.#lastBatchEnd = this.#parts.clock.now();
  }

  async #turn(): Promise<Ending | null> {
    const { clock, state } = this.#parts;
    const seen = await this.#see();
    if (this.#waking.aborted) return null;
    const decision = decide(seen, state.policy);
    if (decision.t !== "wait") this.#stuckSince = null;
    switch (decision.t) {
      case "act":
        await this.#batch(decision);
        return null;
      case "wait":
        await this.#wait(decision, between(clock.now(), decision.until));
        return null;
      case "ask":
        return this.#ask();
      case "done":
        return { result: "finished", why: "" };
      case "halt":
        return { result: "halted", why: decision.why };
    }
  }

  async #see(): Promise<Seen> {
    const { state, clock, fleet } = this.#parts;
    const { look, silence } = state.policy.limits;
    const names = [...state.hosts.keys()];
    const looks = await lookAround(names, fleet, { clock, within: look, signal: this.#leaving });
    const hosts = [...state.hosts.values()].map(({ target, stage, recalled }) => ({
      name: target.name,
      spread: target.spread,
      stage,
      recalled,
      look: looks.get(target.name) ?? { t: "unreachable" as const, why: "it was not looked at" },
    }));
    const now = clock.now();
    for (const { name, stage, look } of hosts) if (stage === "due") this.#history.note(name, look, now);
    return {
      hosts,
      now,
      flightsEndBy: (now + silence) as MonoMs, // none are in flight between two batches
      lastBatchEnd: this.#lastBatchEnd,
      goAhead: this.#goAhead,
      stuckSince: this.#stuckSince,
    };
  }

  async #batch({ hosts, canary }: Decision & { readonly t: "act" }): Promise<void> {
    const { state, newOperationId, clock } = this.#parts;
    const asked = hosts.map((host) => ({ host, before: state.host(host).operationId }));
    const begun = asked.map(({ host, before }) => ({ host, operationId: before ?? newOperationId() }));
    if (!(await this.#journal({ t: "batch", canary, hosts: begun }))) return; // nothing is sent that is not on disk
    if (this.#waking.aborted) return this.#recall(hosts);
    this.#told = "";
    this.#tell({ t: "batch", number: state.batches, canary, hosts });
    const others = this.#others();
    await Promise.all(
      asked.map(({ host, before }) => {
        // Who may have been asked already may have been seen after it.
        const own = before === null ? this.#history.of(host) : [];
        return this.#fly(state.host(host), before === null ? "act" : "ask", true, { own, others });
      }),
    );
    this.#lastBatchEnd = clock.now();
    this.#goAhead = false;
  }

  /** Somebody asked for no new hosts while these were written down: they have not been sent anything. */
  async #recall(hosts: readonly string[]): Promise<void> {
    for (const host of hosts) await this.#journal({ t: "recalled", host });
  }

  /** What is known of the hosts whose turn has not come. */
  #others(): BakeBaseline["others"] {
    const due = [...this.#parts.state.hosts.values()].filter(({ stage, operationId }) => stage === "due" && operationId === null);
    return this.#history.pasts(due.map(nameOf));
  }

  async #fly(
    { target, operationId, batch }: HostState,
    from: "act" | "ask" | "watch",
    sendAgain: boolean,
    baseline: BakeBaseline,
  ): Promise<void> {
    const { state, fleet, clock } = this.#parts;
    const host = target.name;
    const id = operationId as OperationId; // whatever is in flight has one
    this.#tell({ t: "began", host, operationId: id, again: !sendAgain });
    try {
      const end = await flyHost(
        { target, operationId: id, batch: batch ?? 0, from, sendAgain },
        {
          header: state.header,
          policy: state.policy,
          fleet,
          clock,
          leaving: this.#leaving,
          accepted: () => this.#tell({ t: "accepted", host }),
          operated: async (took) => {
            await this.#journal({ t: "operated", host, tookMs: took });
            this.#tell({ t: "operated", host, took });
          },
          ready: (after) => this.#tell({ t: "ready", host, after }),
          baseline,
          baked: async (components, message, fails) => {
            await this.#journal({ t: "baked", host, components, message });
            this.#tell({ t: "baked", host, components, message, fails });
          },
        },
      );
      if (end.outcome === "recalled") {
        await this.#journal({ t: "recalled", host });
        this.#tell({ t: "recalled", host });
      } else {
        const { outcome, message, took } = end;
        await this.#journal({ t: "settled", host, outcome, message, tookMs: took });
        this.#tell({ t: "settled", host, outcome, message, took });
      }
    } catch (error) {
      if (!this.#leaving.aborted) throw error; // it is left in flight: the journal says so, and whoever goes on asks the host
    }
  }

  async #wait({ cause, why }: Decision & { readonly t: "wait" }, left: Ms): Promise<void> {
    const { clock, state } = this.#parts;
    if (cause === "pause") this.#tell({ t: "pause", length: left });
    else if (why !== this.#told) this.#tell({ t: "waiting", why, within: left });
    this.#told = why;
    if (cause === "budget") this.#stuckSince ??= clock.now();
    const length = cause === "pause" ? left : ms(Math.min(left, state.policy.limits.lookAround));
    await sleep(clock, ms(Math.max(1, length)), this.#waking).catch(() => {});
  }

  async #ask(): Promise<Ending | null> {
    const { clock, state, confirm } = this.#parts;
    const { done, notAttempted } = state.accounts();
    const question = { done: done.length, left: notAttempted.length };
    this.#tell({ t: "asking", ...question });
    try {
      const bounds = { clock, within: state.policy.limits.answer, doing: "the question whether to go on", leaving: this.#waking };
      this.#goAhead = await boundedCall((signal) => confirm(question, signal), bounds);
      return this.#goAhead ? null : { result: "interrupted", why: "the answer was not to go on" };
    } catch (error) {
      return this.#waking.aborted ? null : { result: "halted", why: messageOf(error) };
    }
  }

  async #end({ result, why }: Ending): Promise<void> {
    const { state } = this.#parts;
    if (result === "halted") this.#tell({ t: "halted", why });
    await this.#journal({ t: "end", result, why });
    const accounts = state.accounts();
    for (const host of accounts.notAttempted) this.#tell({ t: "not-attempted", host });
    this.#tell({ t: "finished", result, why, accounts, inFlight: this.#inFlight().map(nameOf) });
  }

  /**
   * Writes down what happened, or is about to. False: it is not on disk, and no new host is begun from now on; what has
   * happened is taken in all the same, what was about to is not.
   */
  async #journal(record: Fresh<JournalRecord>): Promise<boolean> {
    const { state, journal, clock } = this.#parts;
    const dated = { ...record, at: clock.wall() } as JournalRecord;
    const within = state.policy.limits.journal;
    const late = () => new FaultError({ code: "TIMED_OUT", doing: "writing the journal", afterMs: within });
    try {
      await boundedAsk(() => journal.append(dated), { clock, within, late }).result;
    } catch (error) {
      if (this.#journalFailure === null) this.#tell({ t: "journal-failed", message: messageOf(error) });
      this.#journalFailure ??= messageOf(error);
      if (record.t === "batch") return false;
      state.apply(dated);
      return false;
    }
    state.apply(dated);
    return true;
  }

  #inFlight(): readonly HostState[] {
    return [...this.#parts.state.hosts.values()].filter(({ stage }) => stage === "in-flight");
  }
}

const nameOf = ({ target }: HostState): string => target.name;
