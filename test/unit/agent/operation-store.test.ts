import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OperationRecord, type StoredRecord, writeRecord } from "../../../src/agent/operations/operation-record.ts";
import { KEPT_OPERATIONS, OperationStore } from "../../../src/agent/operations/operation-store.ts";
import type { AgentLog } from "../../../src/supervisor/agent-log.ts";
import { id } from "./fake-agent.ts";

const timeout = 10_000;
let folder = "";
let log: string[] = [];
const logger: AgentLog = {
  info: () => {},
  warn: () => {},
  error: (facts, message) => log.push(`${JSON.stringify(facts)} ${message}`),
};
const store = () => new OperationStore(folder, logger);
const file = (name: string) => join(folder, "operations", name);
const files = () => readdirSync(join(folder, "operations")).sort();
const idOf = (record: StoredRecord) => ("joined" in record ? record.id : record.operation.id);

const record = (name: string): OperationRecord => ({
  operation: {
    id: id(name),
    kind: "start",
    requested: [],
    result: "done",
    by: "alice",
    reason: "",
    startedAt: new Date(1_000),
    deadline: null,
    finishedAt: new Date(2_000),
    durationMs: 1_000,
    components: [],
    message: "started",
    agentEnds: false,
  },
  before: new Map(),
  wasRunning: false,
  timeoutMs: null,
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-store-"));
  log = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("the store", () => {
  test("has nothing at first, and keeps what it is given, oldest first", { timeout }, async () => {
    expect(await store().load()).toEqual([]);
    const joined = { id: id("c"), joined: id("a") };
    await store().save(id("b"), record("b"));
    await store().save(id("a"), record("a"));
    await store().save(id("c"), joined);
    for (const [at, name] of ["b", "a", "c"].entries()) utimesSync(file(`${name}.json`), at + 1, at + 1);
    expect(await store().load()).toEqual([record("b"), record("a"), joined]);
    await store().forget(id("a"));
    await store().forget(id("never"));
    expect((await store().load()).map(idOf)).toEqual(["b", "c"]);
  });

  test("puts a torn file aside with a word, and reads the others", { timeout }, async () => {
    await store().save(id("whole"), record("whole"));
    writeFileSync(file("torn.json"), writeRecord(record("torn")).slice(0, 40));
    writeFileSync(file("empty.json"), "");
    expect((await store().load()).map(idOf)).toEqual(["whole"]);
    expect(files()).toEqual(["empty.json.torn", "torn.json.torn", "whole.json"]);
    expect(readFileSync(file("torn.json.torn"), "utf8")).toHaveLength(40);
    expect(log).toHaveLength(2);
    expect(log.join()).toContain(file("torn.json"));
    log.length = 0;
    expect((await store().load()).map(idOf)).toEqual(["whole"]);
    expect(log).toEqual([]);
  });

  test("removes what a writer that was killed left, and leaves alone what is not its own", { timeout }, async () => {
    await store().save(id("whole"), record("whole"));
    writeFileSync(file("whole.json.8f14e45f.tmp"), "half a rec");
    writeFileSync(file("README"), "what is this folder?");
    writeFileSync(file(".hidden.json"), "x");
    expect((await store().load()).map(idOf)).toEqual(["whole"]);
    expect(files()).toEqual([".hidden.json", "README", "whole.json"]);
    expect(log).toEqual([]);
  });

  test("keeps the newest thousand", { timeout }, async () => {
    await store().load();
    const count = KEPT_OPERATIONS + 5;
    for (let at = 0; at < count; at++) {
      writeFileSync(file(`op-${at}.json`), writeRecord(record(`op-${at}`)));
      const age = (at * 7) % count; // the order of the names is not that of the times
      utimesSync(file(`op-${at}.json`), age + 1, age + 1);
    }
    const loaded = await store().load();
    expect(loaded).toHaveLength(KEPT_OPERATIONS);
    expect(files()).toHaveLength(KEPT_OPERATIONS);
    const ages = loaded.map((one) => (Number(idOf(one).slice(3)) * 7) % count);
    expect(ages).toEqual(Array.from({ length: KEPT_OPERATIONS }, (_, at) => at + 5));
  });

  test("that cannot be written to is a fault, for a record and from the beginning", { timeout }, async () => {
    writeFileSync(join(folder, "operations"), "in the way");
    await expect(store().save(id("a"), record("a"))).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
    await expect(store().load()).rejects.toMatchObject({ fault: { code: "NOT_DURABLE" } });
  });
});
