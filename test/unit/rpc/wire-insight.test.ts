import fc from "fast-check";
import { expect, test } from "vitest";
import { type CheckupReport, SEVERITIES } from "../../../src/core/finding.ts";
import { type EventBatch, HOST_EVENT_KINDS } from "../../../src/core/host-event.ts";
import type { UsageReport } from "../../../src/core/usage-history.ts";
import { protoTypes } from "../../../src/rpc/proto.ts";
import { eventBatchFromWire, eventBatchToWire, eventsQueryFromWire, eventsQueryToWire } from "../../../src/rpc/wire-events.ts";
import { checkupFromWire, checkupToWire, trialsFromWire, trialsToWire } from "../../../src/rpc/wire-insight.ts";
import { usageReportFromWire, usageReportToWire } from "../../../src/rpc/wire-usage.ts";
import { bytes, componentStatus, date, exit, millis, name, operation, text } from "./arbitraries.ts";

const { v1 } = protoTypes();
const id = operation.map(({ id }) => id);
const state = componentStatus.map(({ state }) => state);

const batch: fc.Arbitrary<EventBatch> = fc.record({
  events: fc.array(
    fc.record({
      sequence: bytes,
      at: date,
      kind: fc.constantFrom(...HOST_EVENT_KINDS),
      component: fc.option(name),
      message: text,
      state: fc.option(state),
      previousState: fc.option(state),
      ready: fc.boolean(),
      pid: fc.option(fc.integer({ min: 1, max: 4_194_304 })),
      by: fc.option(text.filter((by) => by !== "")),
      operationId: fc.option(id),
      operationKind: fc.option(fc.constantFrom("start" as const, "stop" as const, "restart" as const)),
      requested: fc.array(name, { maxLength: 3 }),
      exit: fc.option(exit),
      evidence: fc.array(text, { maxLength: 2 }),
      tail: fc.array(text, { maxLength: 2 }),
    }),
    { maxLength: 4 },
  ),
  forgottenUntil: fc.option(date),
  dropped: bytes,
  now: date,
});

const usages: fc.Arbitrary<UsageReport> = fc.record({
  host: text,
  now: date,
  series: fc.array(
    fc.record({
      component: fc.option(name),
      step: millis.map((length) => length as UsageReport["series"][number]["step"]),
      points: fc.array(
        fc.record({
          at: date.filter((at) => at.getTime() >= 0),
          memoryBytes: bytes,
          peakBytes: bytes,
          cpuPercent: fc.integer({ min: 0, max: 640_000 }).map((hundredths) => hundredths / 100),
        }),
      ),
    }),
    { maxLength: 3 },
  ),
});

const checkup: fc.Arbitrary<CheckupReport> = fc.record({
  host: text,
  now: date,
  version: text,
  findings: fc.array(
    fc.record({ severity: fc.constantFrom(...SEVERITIES), check: text, subject: text, message: text, remedy: text }),
  ),
});

test("events arrive as they were sent", () => {
  fc.assert(
    fc.property(batch, (sent) => {
      const wire = v1.EventBatch.deserialize(v1.EventBatch.serialize(eventBatchToWire(sent)));
      expect(eventBatchFromWire(wire)).toEqual(sent);
    }),
  );
});

test("figures of the past arrive as they were sent", () => {
  fc.assert(
    fc.property(usages, (sent) => {
      const wire = v1.UsagesReport.deserialize(v1.UsagesReport.serialize(usageReportToWire(sent)));
      expect(usageReportFromWire(wire)).toEqual(sent);
    }),
  );
});

test("findings arrive as they were sent; a severity of a newer agent counts as a warning and says so", () => {
  fc.assert(
    fc.property(checkup, (sent) => {
      const wire = v1.DiagnoseReport.deserialize(v1.DiagnoseReport.serialize(checkupToWire(sent)));
      expect(checkupFromWire(wire)).toEqual(sent);
    }),
  );
  const finding = { severity: 9 as never, check: "disk", subject: "", message: "nearly full", remedy: "" };
  const newer = v1.DiagnoseReport.deserialize(v1.DiagnoseReport.serialize({ findings: [finding] }));
  expect(checkupFromWire(newer).findings).toMatchObject([
    { severity: "warning", message: expect.stringContaining("nearly full") },
  ]);
});

test("trials of notifications arrive as they were sent", () => {
  const sent = [{ name: "pager", ok: false, attempts: 3, durationMs: 1_250, message: "refused" }];
  const wire = v1.TestNotificationsReport.deserialize(v1.TestNotificationsReport.serialize(trialsToWire(sent, "node3")));
  expect(trialsFromWire(wire)).toEqual(sent);
});

test("a question for events arrives as it was sent, and one for too many is refused", () => {
  const query = { components: ["is"], since: new Date(5), afterSequence: 7, limit: 10_000, follow: true, expectedHost: "node3" };
  const sent = v1.EventsRequest.deserialize(v1.EventsRequest.serialize(eventsQueryToWire(query)));
  expect(eventsQueryFromWire(sent)).toEqual(query);
  expect(() => eventsQueryFromWire({ ...sent, limit: 10_001 })).toThrow("limit: 10001 is more than 10000");
});
