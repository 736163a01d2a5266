import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isJoin,
  type JoinRecord,
  type OperationRecord,
  parseRecord,
  writeRecord,
} from "../../../src/agent/operations/operation-record.ts";
import type { ComponentName, OperationId } from "../../../src/core/names.ts";

const timeout = 10_000;
const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/).map((text) => text as OperationId);
const name = fc
  .oneof(fc.constantFrom("ps", "is", "constructor"), fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/))
  .map((text) => text as ComponentName);
const text = fc.string({ unit: "binary", maxLength: 12 });
const moment = fc.date({ noInvalidDate: true });
const pid = fc.option(fc.nat());
const leader = fc.record({ pid: fc.nat(), startTicks: fc.maxSafeNat(), bootId: fc.uuid(), run: text });
const record: fc.Arbitrary<OperationRecord> = fc.record({
  operation: fc.record({
    id,
    kind: fc.constantFrom("start", "stop", "restart"),
    requested: fc.array(name),
    result: fc.constantFrom("running", "done", "failed", "cancelled"),
    by: text,
    reason: text,
    startedAt: moment,
    deadline: fc.option(moment),
    finishedAt: fc.option(moment),
    durationMs: fc.nat(),
    components: fc.array(
      fc.record({
        name,
        action: fc.constantFrom("started", "stopped", "restarted", "unchanged", "failed"),
        previousPid: pid,
        pid,
        durationMs: fc.nat(),
        error: fc.option(text),
        logFile: text,
        logTail: fc.array(text, { maxLength: 3 }),
      }),
      { maxLength: 3 },
    ),
    message: text,
    agentEnds: fc.boolean(),
  }),
  before: fc.array(fc.tuple(name, fc.option(leader)), { maxLength: 4 }).map((entries) => new Map(entries)),
  wasRunning: fc.boolean(),
  timeoutMs: fc.option(fc.nat()),
});
const join: fc.Arbitrary<JoinRecord> = fc.record({ id, joined: id });

describe("a record", () => {
  test("is read back to the same", { timeout }, () => {
    fc.assert(
      fc.property(fc.oneof(record, join), (one) => {
        expect(parseRecord(writeRecord(one))).toEqual(one);
        expect(isJoin(parseRecord(writeRecord(one)))).toBe(isJoin(one));
      }),
    );
  });

  test("is one line, so that it can be read with the eyes too", { timeout }, () => {
    fc.assert(fc.property(record, (one) => writeRecord(one).indexOf("\n") === writeRecord(one).length - 1));
  });

  test("cut off anywhere, or of anything else, is an error and nothing else", { timeout }, () => {
    fc.assert(
      fc.property(record, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (one, part) => {
        const whole = writeRecord(one);
        expect(() => parseRecord(whole.slice(0, Math.floor((whole.length - 1) * part)))).toThrow(Error);
      }),
    );
    const damaged = fc.oneof(
      fc.json(),
      fc
        .record({ version: fc.constant(1), operation: fc.jsonValue(), before: fc.jsonValue(), joined: fc.nat() })
        .map((raw) => JSON.stringify(raw)),
    );
    fc.assert(
      fc.property(damaged, (torn) => {
        expect(() => parseRecord(torn)).toThrow(Error);
      }),
    );
  });

  test.each([
    ["{}", "version undefined is not 1"],
    ['{"version":2}', "version 2 is not 1"],
    ['{"version":1}', "it holds no operation"],
    ['{"version":1,"operation":{"id":"a","startedAt":"yesterday"},"before":{}}', '"yesterday" is no time'],
  ])("%s: %s", (torn, why) => {
    expect(() => parseRecord(torn)).toThrow(why);
  });
});
