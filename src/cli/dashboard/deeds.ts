import { FaultError, messageOf } from "../../core/fault.ts";
import type { OperateRequest } from "../../core/host-service.ts";
import type { Operation } from "../../core/operation.ts";
import { beginRollout } from "../../fleet/rollout/open-rollout.ts";
import type { ActionCard, CarriedOut } from "../../web/protocol.ts";
import type { CommandContext } from "../command-context.ts";
import { hostFault } from "../fleet/host-fault.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import { operateHost } from "../fleet/operate-host.ts";
import type { LocalHost } from "../local/local-host.ts";
import { localOperation } from "../local/local-operation.ts";
import { carryOut } from "../rollout/carry-out.ts";
import { rolloutCommands } from "../rollout/rollout-commands.ts";
import { rolloutDir } from "../rollout/rollout-folder.ts";
import { say } from "../say-error.ts";
import type { Terminal, TextOutput } from "../terminal.ts";
import type { Prepared } from "./prepared.ts";

type PreparedOperation = Prepared & { readonly t: "operation" };
type PreparedRollout = Prepared & { readonly t: "rollout" };

/** So many operations are remembered, the latest. */
const MOST = 50;

/** With what is acted. */
export interface DeedParts {
  readonly fleet: Fleet;
  readonly local: LocalHost | null;
  readonly context: CommandContext;
  /** Hears of all operations, the latest first, after each change. */
  changed(cards: readonly ActionCard[]): void;
}

/** What the page began: operations on single hosts, and rollouts, which run in this process as they do in that of a command. */
export class Deeds {
  readonly #parts: DeedParts;
  readonly #cards = new Map<string, ActionCard>();
  readonly #running = new Set<Promise<unknown>>();
  readonly #rollouts = new Map<string, Prepared & { readonly t: "rollout" }>();

  constructor(parts: DeedParts) {
    this.#parts = parts;
  }

  /** Begins what was planned. Rejects where a rollout's journal cannot be written; then nothing was begun. */
  async begin(prepared: Prepared): Promise<CarriedOut> {
    const { t, id, title } = prepared;
    say(`${title} (${t} ${id})`, this.#parts.context);
    if (t === "operation") this.#run(this.#operate(prepared));
    else await this.#rollOut(prepared);
    return { t, id };
  }

  /** What goes on without this dashboard, and how to go on with it; a line each, none where nothing is in flight. */
  inFlight(): readonly string[] {
    const running = [...this.#cards.values()].filter(({ result }) => result === "running");
    return [
      ...running.map(
        ({ host, kind, components, id }) =>
          `${kind} ${components.join(" ") || "everything"} goes on on ${host} (operation ${id})`,
      ),
      ...[...this.#rollouts.values()].map(({ id, title }) => {
        const { resume, show } = rolloutCommands(id, this.#parts.context.choices);
        return `rollout ${id} (${title}): no further host is begun, those in flight are waited for; Ctrl-C again leaves them running\n  to see it:   ${show}\n  to go on:    ${resume}`;
      }),
    ];
  }

  /** Whether a rollout runs here. */
  get hasRollouts(): boolean {
    return this.#rollouts.size > 0;
  }

  /** Resolves when everything that runs here has ended: rollouts heed the interrupt of the terminal. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #run(deed: Promise<unknown>): void {
    const kept = deed
      .catch((error: unknown) => say(`unexpected error: ${messageOf(error)}`, this.#parts.context))
      .finally(() => this.#running.delete(kept));
    this.#running.add(kept);
  }

  async #operate(prepared: PreparedOperation): Promise<void> {
    const { id, host, kind, components } = prepared;
    const begun = this.#now();
    const card: ActionCard = {
      id,
      host: host.name,
      kind,
      components,
      begunAt: begun,
      endedAt: null,
      result: "running",
      message: "",
      outcomes: [],
    };
    this.#put(card);
    try {
      const operation = await this.#ask(prepared);
      this.#put({ ...card, ...endOf(operation), endedAt: this.#now() });
    } catch (error) {
      if (this.#parts.context.terminal.interrupted.aborted) return; // it goes on there, which is said of it as in flight
      this.#put({ ...card, ...failureOf(host.name, error, this.#parts.fleet), endedAt: this.#now() });
    }
  }

  async #ask(prepared: PreparedOperation): Promise<Operation> {
    const { fleet, local, context } = this.#parts;
    const { id, host, kind, components, reason } = prepared;
    const { interrupted } = context.terminal;
    const wish = { kind, components, timeout: context.choices.timeout, reason: reason || context.choices.reason };
    if (local === null) {
      const request: OperateRequest = { ...wish, id, expectedHost: host.name };
      return await operateHost(fleet, host, request, fleet.callContext(interrupted), () => {});
    }
    const once: LocalHost = { ...local, newOperationId: () => id };
    const watcher = { onUpdate: () => {}, onNotRunning: () => {}, onTakeOver: () => {} };
    const answer = await localOperation(once, { ...wish, named: false }, interrupted, watcher);
    if (answer.error !== null) throw answer.error;
    if (answer.value === null) throw new Error("the host said nothing");
    return answer.value;
  }

  async #rollOut(prepared: PreparedRollout): Promise<void> {
    const { context } = this.#parts;
    const { choices, terminal } = context;
    const open = await beginRollout(rolloutDir(choices), prepared.header, terminal.clock);
    this.#rollouts.set(prepared.id, prepared);
    const hosts = prepared.fleet.hosts.map(({ name }) => name);
    const own: CommandContext = {
      ...context,
      choices: { ...choices, output: "table", selection: { hosts, exclude: [], all: false }, reason: prepared.header.reason },
      terminal: quietTerminal(terminal),
    };
    const run = async () => {
      await using rollout = open;
      await carryOut(rollout, prepared.fleet, own).catch((error: unknown) =>
        say(`rollout ${prepared.id}: ${messageOf(error)}`, context),
      );
    };
    this.#run(run().finally(() => this.#rollouts.delete(prepared.id)));
  }

  #put(card: ActionCard): void {
    this.#cards.delete(card.id);
    this.#cards.set(card.id, card);
    for (const oldest of this.#cards.keys()) {
      if (this.#cards.size <= MOST) break;
      this.#cards.delete(oldest);
    }
    this.#parts.changed([...this.#cards.values()].reverse());
  }

  #now(): number {
    return this.#parts.fleet.clock.wall().getTime();
  }
}

/** All that a rollout says goes to stderr, a line each: stdout has the URL and nothing else, and nobody sits there to be asked. */
function quietTerminal(terminal: Terminal): Terminal {
  const stderr: TextOutput = {
    write: (text) => terminal.stderr.write(text),
    drained: () => terminal.stderr.drained(),
    isTerminal: false,
    columns: terminal.stderr.columns,
    color: terminal.stderr.color,
  };
  return { ...terminal, stdout: stderr, stderr, ask: null };
}

const endOf = ({ result, message, components }: Operation): Pick<ActionCard, "result" | "message" | "outcomes"> => ({
  result,
  message,
  outcomes: components.map(({ name, action, previousPid, pid, error, logTail }) => ({
    name,
    action,
    previousPid,
    pid,
    error,
    logTail,
  })),
});

function failureOf(host: string, error: unknown, { aim }: Fleet): Pick<ActionCard, "result" | "message"> {
  if (!(error instanceof FaultError)) return { result: "unknown", message: messageOf(error) };
  const { fault, message } = hostFault(host, error, aim);
  return { result: fault.code === "NOT_RESPONDING" ? "unknown" : "refused", message };
}
