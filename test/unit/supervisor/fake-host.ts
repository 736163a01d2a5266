import { vi } from "vitest";
import type { ComponentSpec } from "../../../src/core/component-spec.ts";
import { ms, seconds } from "../../../src/core/duration.ts";
import type { ComponentName } from "../../../src/core/names.ts";
import { parseJournal } from "../../../src/supervisor/journal.ts";
import { stateOf } from "../../../src/supervisor/lifecycle-slot.ts";
import type { ProcedureContext } from "../../../src/supervisor/procedure/procedure.ts";
import type { LeaderIdentity } from "../../../src/supervisor/process-identity.ts";
import { type ResumeMode, ServerSupervisor } from "../../../src/supervisor/server-supervisor.ts";
import { component, named } from "../../helpers/supervised-host.ts";
import { FakeMachine, FakeSurroundings, here } from "./fake-machine.ts";

const INSTALLATION = "id-1";

/** A component with a probe, and with times that are short enough to wait for. */
export function spec(name: string, after: readonly string[] = [], over: Partial<ComponentSpec> = {}): ComponentSpec {
  return component(name, [], {
    after: after.map(named),
    ready: {
      probe: { kind: "tcp", host: "127.0.0.1", port: 1 },
      interval: ms(100),
      timeout: seconds(5),
      attempt: ms(100),
      recheck: seconds(1),
      failures: 1,
      listener: "any",
    },
    stop: { signal: "TERM", timeout: seconds(3), dump: null },
    restart: {
      policy: "always",
      backoff: { initial: ms(500), max: seconds(2) },
      steadyAfter: seconds(10),
      crashLoop: { failures: 4, within: seconds(20), retryEvery: seconds(4) },
    },
    ...over,
  });
}

/** As the image-serving profile has them: ps needs the other two. */
export const PROFILE: readonly ComponentSpec[] = [spec("ps", ["is", "svg"]), spec("is"), spec("svg")];

const toMap = (specs: readonly ComponentSpec[]) => new Map(specs.map((one) => [one.name, one]));

/** A host on a machine of data, with one agent's Server Supervisor after the other. The modules of the machine must be mocked. */
export class FakeHost {
  readonly machine = new FakeMachine();
  specs: readonly ComponentSpec[];
  supervisor: ServerSupervisor;
  /** The living agent. */
  agent = "";
  #agents = 0;

  constructor(specs: readonly ComponentSpec[] = PROFILE, mode: ResumeMode = "go-on") {
    here.machine = this.machine;
    vi.spyOn(process, "kill").mockImplementation((pid, signal) => this.machine.kill(pid, String(signal)));
    this.specs = specs;
    this.supervisor = this.resume(mode);
  }

  get clock() {
    return this.machine.clock;
  }

  /** A new agent's Server Supervisor over the same machine; the one before is killed. */
  resume(mode: ResumeMode = "go-on"): ServerSupervisor {
    this.machine.killAgent(this.agent);
    this.agent = `agent-${++this.#agents}`;
    const around = new FakeSurroundings(this.machine, this.agent, INSTALLATION);
    this.supervisor = new ServerSupervisor({
      stateDir: this.agent,
      installation: INSTALLATION,
      around,
      clock: around.clock,
      logFileOf: (name) => `/log/${name}.log`,
    });
    const text = this.machine.files.get("journal.json");
    this.supervisor.resume(text === undefined ? null : parseJournal(text), toMap(this.specs), mode);
    return this.supervisor;
  }

  /** The agent is killed; nobody looks after the components until {@link resume}. */
  killAgent(): void {
    this.machine.killAgent(this.agent);
  }

  /** The leader of a component ends by itself. */
  crash(name: string, code = 1): void {
    const leader = this.machine.leader(name);
    if (leader === null) throw new Error(`${name} is not up`);
    this.machine.end(leader, { code, signal: null });
  }

  /** The probe of a component holds from now on, or does not any more. */
  setReady(name: string, ready: boolean): void {
    const leader = this.machine.leader(name);
    if (leader === null) throw new Error(`${name} is not up`);
    this.machine.setReady(leader, ready);
  }

  configure(specs: readonly ComponentSpec[]): void {
    this.specs = specs;
    this.supervisor.configure(toMap(specs));
  }

  /** What a procedure works with; all components where none is named. */
  context(names: readonly string[] = this.supervisor.names, over: Partial<ProcedureContext> = {}): ProcedureContext {
    return {
      supervisor: this.supervisor,
      names: names.map(named),
      before: this.leaders(),
      startedAt: this.clock.now(),
      deadline: null,
      signal: new AbortController().signal,
      ...over,
    };
  }

  leaders(): ReadonlyMap<ComponentName, LeaderIdentity | null> {
    return new Map(this.supervisor.actors.map((actor) => [actor.name, actor.process?.identity ?? null]));
  }

  pid(name: string): number | null {
    return this.supervisor.actor(named(name)).pid;
  }

  state(name: string): string {
    const actor = this.supervisor.actor(named(name));
    return actor.ready ? "ready" : stateOf(actor.slot);
  }

  /** `ps ready, is stopped`, in the order of the configuration. */
  get states(): string {
    return this.supervisor.names.map((name) => `${name} ${this.state(name)}`).join(", ");
  }

  reason(name: string): string | null {
    return this.supervisor.reason(named(name));
  }
}
