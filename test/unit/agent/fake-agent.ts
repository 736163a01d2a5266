import { mutationId } from "../../../src/agent/audit/mutation-id.ts";
import { type MutationLog, OperationAudit } from "../../../src/agent/audit/operation-audit.ts";
import type { LiveOperation } from "../../../src/agent/operations/live-operation.ts";
import { type Asker, parseRecord, type StoredRecord } from "../../../src/agent/operations/operation-record.ts";
import { OperationStore } from "../../../src/agent/operations/operation-store.ts";
import { OperationTable, type TableParts, type Wanted } from "../../../src/agent/operations/operation-table.ts";
import { runOperation } from "../../../src/agent/operations/run-operation.ts";
import type { AuditEntry } from "../../../src/core/audit-entry.ts";
import type { ComponentSpec } from "../../../src/core/component-spec.ts";
import { FaultError } from "../../../src/core/fault.ts";
import type { ComponentName, OperationId } from "../../../src/core/names.ts";
import type { Operation, OperationKind } from "../../../src/core/operation.ts";
import { silentLog } from "../../../src/supervisor/agent-log.ts";
import type { ResumeMode } from "../../../src/supervisor/server-supervisor.ts";
import { FakeHost, PROFILE } from "../supervisor/fake-host.ts";
import type { FakeMachine } from "../supervisor/fake-machine.ts";

const FILE = /^operations\/(.*)\.json$/;

/** Operations on the disk of a machine of data. */
class MachineStore extends OperationStore {
  readonly #machine: FakeMachine;

  constructor(machine: FakeMachine, agent: string) {
    super(agent, silentLog);
    this.#machine = machine;
  }
  override async load(): Promise<readonly StoredRecord[]> {
    return [...this.#machine.files].filter(([path]) => FILE.test(path)).map(([, text]) => parseRecord(text));
  }
  override async forget(id: OperationId): Promise<void> {
    this.#machine.files.delete(`operations/${id}.json`);
  }
}

/** The audit log of a machine of data. */
class MachineAudit implements MutationLog {
  readonly #machine: FakeMachine;
  readonly #agent: string;

  constructor(machine: FakeMachine, agent: string) {
    this.#machine = machine;
    this.#agent = agent;
  }
  async append(entry: AuditEntry): Promise<void> {
    await this.#machine.write(`${this.#agent}/audit`, "");
    this.#machine.files.delete("audit");
    this.#machine.audit.push(entry);
  }
  async check(ids: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const told = this.#machine.audit.map((entry) => mutationId(entry) ?? "");
    await Promise.resolve();
    return new Set(told.filter((one) => ids.has(one)));
  }
}

/** Where whoever asks in a test asks from. */
export const ASKER: Asker = { from: "local", role: "admin" };

export const id = (text: string): OperationId => text as OperationId;

/** What somebody asks for; of everything where no component is named. */
export function wanted(
  kind: OperationKind,
  name: string,
  components: readonly string[] = [],
  over: Partial<Wanted> = {},
): Wanted {
  return { id: id(name), kind, components, timeoutMs: null, reason: "", by: "alice", asker: ASKER, ...over };
}

/** The operations of one agent after the other, on a {@link FakeHost}. */
export class FakeAgent {
  readonly host: FakeHost;
  table: OperationTable;
  /** Whenever an operation began or ended. */
  readonly changes: Operation[] = [];
  /** Reads the configuration anew; gives what takes it into use. */
  reload: () => Promise<() => void> = async () => () => {};
  whyNotStartable: (name: ComponentName) => string | null = () => null;
  endsAfterStop = false;
  configHash = "sha256:00";
  /** Nobody holds a lease, unless a test says so. */
  leases: TableParts["leases"] = {
    mustBeHeld: (id) => {
      throw new FaultError({ code: "LEASE_NOT_HELD", id });
    },
  };
  tail: (name: ComponentName) => Promise<readonly string[]> = async () => [];

  constructor(specs: readonly ComponentSpec[] = PROFILE) {
    this.host = new FakeHost(specs);
    this.table = this.#newTable();
  }

  get clock() {
    return this.host.clock;
  }

  /** A new agent on the same machine; the one before is killed. */
  async resume(mode: ResumeMode = "go-on", abandon: string | null = null): Promise<void> {
    this.host.resume(mode);
    this.table = this.#newTable();
    await this.table.restore(abandon);
  }

  /** Opens an operation and lets so much time pass; rejects where it is refused. */
  async open(what: Wanted, length = 0): Promise<LiveOperation> {
    const [live] = await Promise.allSettled([this.table.open(what), this.clock.advance(length)]);
    if (live.status === "rejected") throw live.reason;
    return live.value;
  }

  /** `a done`, for each line of the audit log. */
  get audit(): readonly string[] {
    return this.host.machine.audit.map(({ operationId, outcome }) => `${operationId} ${outcome}`);
  }

  /** What is on disk of an operation. */
  onDisk(name: string): StoredRecord | null {
    const text = this.host.machine.files.get(`operations/${name}.json`);
    return text === undefined ? null : parseRecord(text);
  }

  /** `ps restarted, is failed` */
  told(name: string): string {
    const { result, message, components } = this.table.get(id(name));
    return `${result}: ${message} [${components.map((one) => `${one.name} ${one.action}`).join(", ")}]`;
  }

  #newTable(): OperationTable {
    const { machine, supervisor, agent } = this.host;
    const living = <T>(act: () => T): T | undefined => (machine.dead.has(agent) ? undefined : act());
    return new OperationTable({
      clock: supervisor.clock,
      log: silentLog,
      supervisor,
      store: new MachineStore(machine, agent),
      audit: new OperationAudit(new MachineAudit(machine, agent)),
      leases: { mustBeHeld: (id) => this.leases.mustBeHeld(id) },
      configHash: () => this.configHash,
      reload: () => this.reload(),
      run: (live) =>
        runOperation(live, {
          supervisor,
          log: silentLog,
          endsAfterStop: this.endsAfterStop,
          tail: (name) => this.tail(name),
          restart: {
            whyNotStartable: (name) => this.whyNotStartable(name),
            whenDown: () => {
              supervisor.begin();
              return supervisor.names;
            },
          },
        }),
      onChange: (operation) => void living(() => this.changes.push(operation)),
    });
  }
}
