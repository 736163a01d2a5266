import { afterEach, expect, test, vi } from "vitest";
import { OperationAudit } from "../../../src/agent/audit/operation-audit.ts";
import type { OperationRecord, StoredRecord } from "../../../src/agent/operations/operation-record.ts";
import type { AuditEntry } from "../../../src/core/audit-entry.ts";
import { ms } from "../../../src/core/duration.ts";
import { good } from "../supervisor/fake-machine.ts";
import { ASKER, FakeAgent, wanted } from "./fake-agent.ts";

vi.mock("../../../src/supervisor/proc-fs.ts", async () => (await import("../supervisor/fake-machine.ts")).procFs);
vi.mock("../../../src/supervisor/durable-file.ts", async () => (await import("../supervisor/fake-machine.ts")).durableFile);
afterEach(() => vi.restoreAllMocks());

const timeout = 30_000;
const idOf = (record: StoredRecord) => ("joined" in record ? record.id : record.operation.id);

/** An agent that starts everything, with a second request that joins the first, until it is killed. */
async function killedAfter(length: number): Promise<FakeAgent> {
  const agent = new FakeAgent();
  const { machine } = agent.host;
  machine.conductOf = () => ({ ...good, readyAfter: 20 });
  machine.writeTakes = ms(10);
  const ask = (name: string, by: string) => void agent.table.open(wanted("start", name, [], { by, reason: by })).catch(() => {});
  ask("a", "alice");
  ask("b", "bob");
  await agent.clock.advance(length);
  agent.host.killAgent();
  await agent.clock.advance(50);
  await agent.resume();
  return agent;
}

test("has one line for each operation and each that joined it, at whatever moment the agent is killed", { timeout }, async () => {
  const moments = new Set<string>();
  for (let length = 0; length < 320; length += 3) {
    const agent = await killedAfter(length);
    const { machine } = agent.host;
    moments.add(`${agent.onDisk("a") !== null} ${agent.audit.join()}`);
    await agent.clock.advance(5_000);
    const expected = [...(agent.onDisk("a") ? ["a done"] : []), ...(agent.onDisk("b") ? ["b joined"] : [])];
    expect([length, agent.audit.toSorted()]).toEqual([length, expected]);
    agent.host.killAgent();
    await agent.resume();
    await agent.clock.advance(5_000);
    expect([length, agent.audit.toSorted()]).toEqual([length, expected]);
    for (const { who, role, from, reason } of machine.audit) expect([who, role, from]).toEqual([reason, "admin", "local"]);
    if (agent.onDisk("a") !== null) expect(agent.onDisk("a")).toMatchObject({ audited: true, asker: ASKER });
  }
  expect(moments.size).toBeGreaterThan(3);
});

test("an operation of before there was an audit log has no line, and one without a mark is looked for", { timeout }, async () => {
  const lines: AuditEntry[] = [];
  const asked: string[][] = [];
  const audit = new OperationAudit({
    append: async (entry) => void lines.push(entry),
    check: async (ids) => {
      asked.push([...ids]);
      return new Set(["told"]);
    },
  });
  const agent = new FakeAgent();
  await agent.open(wanted("start", "x"), 5_000);
  const { operation, asker: _a, audited: _b, ...rest } = agent.onDisk("x") as OperationRecord;
  const record = (name: string, more: Partial<OperationRecord>) =>
    ({ ...rest, operation: { ...operation, id: name }, ...more }) as OperationRecord;
  audit.restored(
    [
      record("old", {}),
      record("marked", { asker: ASKER, audited: true }),
      record("told", { asker: ASKER }),
      record("owed", { asker: ASKER }),
    ],
    async (marked) => void asked.push([idOf(marked)]),
  );
  await agent.clock.settle();
  expect(asked).toEqual([["old", "told", "owed"], ["told"], ["owed"]]);
  expect(lines).toMatchObject([
    { operationId: "owed", method: "Start", outcome: "done", detail: "started", at: operation.finishedAt },
  ]);
});
