import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import type { Wanted } from "../../../src/agent/operations/operation-table.ts";
import { ms } from "../../../src/core/duration.ts";
import { isFault } from "../../../src/core/fault.ts";
import type { Operation, OperationKind } from "../../../src/core/operation.ts";
import { named } from "../../helpers/supervised-host.ts";
import { good } from "../supervisor/fake-machine.ts";
import { FakeAgent, id, wanted } from "./fake-agent.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("../supervisor/fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("../supervisor/fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

const timeout = 20_000;
const NAMES = ["ps", "is", "svg"];
const REFUSALS = ["OPERATION_CONFLICT", "SUPERVISOR_NOT_RUNNING", "NOT_DURABLE"] as const;

const names = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 3, arbitrary: fc.subarray(NAMES, { minLength: 1 }) });
const pause = fc.oneof(fc.constant(0), fc.nat(60), fc.nat(700));
const writing = fc.constantFrom(0, 0, 4, 25);
const how = fc.record({
  readyAfter: fc.nat(300),
  stopTakes: fc.constantFrom(0, 60, 250),
  launchTakes: fc.constantFrom(0, 10),
  children: fc.nat(1),
});

type Step =
  | { readonly do: "open"; readonly kind: OperationKind; readonly names: readonly string[] }
  /** One of the requests of before, again with the same id. */
  | { readonly do: "repeat"; readonly which: number }
  | { readonly do: "cancel"; readonly which: number }
  | { readonly do: "crash"; readonly name: string }
  | { readonly do: "disk"; readonly full: "" | "journal" | "operations" }
  | { readonly do: "kill agent"; readonly idle: number }
  | { readonly do: "wait"; readonly length: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("open"), kind: fc.constantFrom("start", "stop", "restart"), names }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("repeat"), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel"), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash"), name: fc.constantFrom(...NAMES) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("disk"), full: fc.constantFrom("", "journal", "operations") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("kill agent"), idle: pause }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("wait"), length: pause }) },
);

/** What was asked of a host through its agents, and what came of it. */
class Story {
  readonly agent = new FakeAgent();
  readonly #sent: Wanted[] = [];
  /** Ids that an agent admitted as operations of their own, in order. */
  readonly #admitted: string[] = [];
  /** Ids that were sent and not answered, because their agent was killed. */
  readonly #unanswered = new Set<string>();
  readonly #ended = new Map<string, Operation>();
  readonly #violations: string[] = [];

  async take(what: Step): Promise<void> {
    const { agent } = this;
    switch (what.do) {
      case "wait":
        await agent.clock.advance(what.length);
        break;
      case "crash":
        if (agent.host.machine.leader(what.name) !== null) agent.host.crash(what.name);
        break;
      case "disk":
        agent.host.machine.fullDisk = what.full === "" ? null : { path: what.full, cause: "no space left on device" };
        break;
      case "cancel": {
        const sent = this.#sent[what.which];
        if (sent !== undefined && sent.kind !== "stop") this.#cancel(sent.id);
        break;
      }
      case "kill agent":
        await agent.clock.settle();
        agent.host.killAgent();
        await agent.clock.advance(what.idle);
        await agent.resume();
        this.#findOut();
        break;
      case "repeat": {
        const sent = this.#sent[what.which];
        if (sent !== undefined) await this.#open(sent);
        break;
      }
      default:
        await this.#open(wanted(what.kind, `op-${this.#sent.length}`, what.names), true);
    }
    this.#noteEnds();
  }

  async calm(): Promise<void> {
    this.agent.host.machine.fullDisk = null;
    await this.agent.clock.advance(40_000);
    this.#noteEnds();
  }

  check(): void {
    const { host, table } = this.agent;
    expect([...this.#violations, ...host.machine.violations]).toEqual([]);
    expect(table.inProgress).toEqual([]);
    expect(this.agent.audit.toSorted()).toEqual(this.#auditLines().toSorted());
    const last = new Map<string, OperationKind>();
    const open = new Set<string>();
    let whole: Operation | null = null;
    for (const name of this.#admitted) {
      const operation = table.get(id(name));
      if (operation.requested.length === 0) whole = operation;
      const components = operation.requested.length === 0 ? NAMES : operation.requested;
      // The agent that refused it did nothing; one before may have begun it.
      if (operation.result === "failed" && operation.message.includes("nothing was done"))
        for (const one of components) open.add(one);
      else for (const one of components) last.set(one, operation.kind);
    }
    for (const name of NAMES) {
      const up = open.has(name) ? host.supervisor.desired(named(name)) === "up" : (last.get(name) ?? "stop") !== "stop";
      expect([name, host.state(name)]).toEqual([name, up ? "ready" : "stopped"]);
      expect(host.machine.marked(name).length > 0).toBe(up);
    }
    if (whole?.kind === "stop" && whole.result === "done") expect(host.supervisor.running).toBe(false);
    if (whole !== null && whole.kind !== "stop" && whole.result !== "failed") expect(host.supervisor.running).toBe(true);
  }

  /** One for each operation that ended, and for each request that joined one. */
  #auditLines(): readonly string[] {
    const { agent } = this;
    return this.#sent.flatMap((sent) => {
      const record = agent.onDisk(sent.id);
      if (record === null) return [];
      if ("joined" in record) return [`${sent.id} joined`];
      // Where the disk was full as it ended, the agent alone knows the result, and the line has it.
      const { result } = record.operation.result === "running" ? agent.table.get(sent.id) : record.operation;
      return [`${sent.id} ${result}`];
    });
  }

  #cancel(name: string): void {
    const { table } = this.agent;
    table.cancel(id(name), "asked for by bob", new AbortController().signal).then(
      () => {},
      () => {},
    );
  }

  async #open(what: Wanted, first = false): Promise<void> {
    if (first) this.#sent.push(what);
    const { table, host } = this.agent;
    const sentTo = host.agent;
    this.#unanswered.add(what.id);
    const opened = table.open(what).then(
      (live) => {
        if (host.agent !== sentTo) return;
        this.#unanswered.delete(what.id);
        if (live.operation.id === what.id && !this.#admitted.includes(what.id)) this.#admitted.push(what.id);
      },
      (error) => {
        this.#unanswered.delete(what.id);
        if (!REFUSALS.some((code) => isFault(error, code))) this.#violations.push(`${what.id} was refused: ${error}`);
        if (this.#admitted.includes(what.id)) this.#violations.push(`${what.id} was known, and refused: ${error}`);
      },
    );
    opened.catch(() => {});
    await this.agent.clock.settle();
  }

  /** A new agent knows what became of what was not answered. */
  #findOut(): void {
    for (const name of this.#unanswered) {
      try {
        if (this.agent.table.get(id(name)).id === name && !this.#admitted.includes(name)) this.#admitted.push(name);
      } catch {
        // it never arrived
      }
    }
    this.#unanswered.clear();
  }

  #noteEnds(): void {
    for (const name of this.#admitted) {
      const operation = this.agent.table.get(id(name));
      const before = this.#ended.get(name);
      if (before !== undefined) expect(operation).toEqual(before);
      else if (operation.result !== "running" && this.agent.host.machine.fullDisk === null) this.#ended.set(name, operation);
    }
  }
}

test("every admitted operation ends once, its id finds it ever after, and what was asked last is so", { timeout }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), how, writing, async (steps, conduct, writeTakes) => {
      vi.restoreAllMocks();
      const story = new Story();
      story.agent.host.machine.conductOf = () => ({ ...good, ...conduct });
      story.agent.host.machine.writeTakes = writeTakes === 0 ? null : ms(writeTakes);
      for (const what of steps) await story.take(what);
      await story.calm();
      story.check();
    }),
    { numRuns: 120 },
  );
});

test("a restart that is sent again and again, by one caller or two, restarts once", { timeout }, async () => {
  const again = fc.array(
    fc.record({ after: fc.nat(300), what: fc.constantFrom("a", "a", "b", "kill agent", "ask"), idle: fc.nat(100) }),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(fc.subarray(NAMES, { minLength: 1 }), again, how, writing, async (asked, repeats, conduct, writeTakes) => {
      vi.restoreAllMocks();
      const agent = new FakeAgent();
      const { machine } = agent.host;
      machine.conductOf = () => ({ ...good, ...conduct });
      await agent.open(wanted("start", "up"), 5_000);
      machine.writeTakes = writeTakes === 0 ? null : ms(writeTakes);
      const accepted = new Set<string>();
      const send = (name: string) => {
        const sentTo = agent.host.agent;
        agent.table.open(wanted("restart", name, asked)).then(
          () => sentTo === agent.host.agent && accepted.add(name),
          () => machine.violations.push(`${name} was refused`),
        );
      };
      send("a");
      for (const { after, what, idle } of repeats) {
        await agent.clock.advance(after);
        if (what === "kill agent") {
          agent.host.killAgent();
          await agent.clock.advance(idle);
          await agent.resume();
        } else if (what === "ask") for (const name of accepted) expect(agent.table.get(id(name)).kind).toBe("restart");
        else send(what);
      }
      await agent.clock.advance(20_000);
      send("a");
      await agent.clock.advance(20_000);
      const own = new Set([...accepted].map((name) => agent.table.get(id(name)).id));
      for (const name of own) expect(agent.table.get(name)).toMatchObject({ result: "done", message: "restarted" });
      for (const name of NAMES) {
        const runs = machine.runs.filter((run) => run.name === name).length;
        expect([name, runs]).toEqual([name, asked.includes(name) ? 1 + own.size : 1]);
      }
      expect([machine.violations, agent.host.states]).toEqual([[], "ps ready, is ready, svg ready"]);
    }),
    { numRuns: 80 },
  );
});
