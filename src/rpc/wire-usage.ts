import { ms } from "../core/duration.ts";
import type { UsagePoint, UsageQuery, UsageReport, UsageSeries } from "../core/usage-history.ts";
import type { UsagePoint__Output, UsagePoint as WirePoint } from "./gen/imageserving/v1/UsagePoint.ts";
import type { UsageSeries__Output, UsageSeries as WireSeries } from "./gen/imageserving/v1/UsageSeries.ts";
import type { UsagesReport, UsagesReport__Output } from "./gen/imageserving/v1/UsagesReport.ts";
import type { UsagesRequest, UsagesRequest__Output } from "./gen/imageserving/v1/UsagesRequest.ts";
import { expectedHostFromWire } from "./wire-check.ts";
import { componentsFromWire } from "./wire-request.ts";
import { dateFromWire, dateToWire, msFromWire, msToWire } from "./wire-time.ts";
import { maybe, nameFromAgent, textFromWire } from "./wire-value.ts";

/** A question for figures of the past, for the wire. */
export const usageQueryToWire = (query: UsageQuery): UsagesRequest => ({
  components: [...query.components],
  since: maybe(query.since, dateToWire),
  expectedHost: query.expectedHost,
});

/** A question for figures of the past, from outside: throws INVALID_REQUEST where a field is out of range. */
export const usageQueryFromWire = (wire: UsagesRequest__Output): UsageQuery => ({
  components: componentsFromWire(wire.components),
  since: maybe(wire.since, dateFromWire),
  expectedHost: expectedHostFromWire(wire.expectedHost),
});

/** Figures of the past for the wire. */
export const usageReportToWire = (report: UsageReport): UsagesReport => ({
  host: report.host,
  now: dateToWire(report.now),
  series: report.series.map(seriesToWire),
});

/** Figures of the past from the wire. */
export const usageReportFromWire = (wire: UsagesReport__Output): UsageReport => ({
  host: wire.host,
  now: maybe(wire.now, dateFromWire) ?? new Date(0),
  series: wire.series.map(seriesFromWire),
});

const seriesToWire = (series: UsageSeries): WireSeries => ({
  component: series.component ?? "",
  step: msToWire(series.step),
  points: series.points.map(pointToWire),
});

const seriesFromWire = (wire: UsageSeries__Output): UsageSeries => ({
  component: maybe(textFromWire(wire.component), nameFromAgent),
  step: maybe(wire.step, msFromWire) ?? ms(0),
  points: wire.points.map(pointFromWire),
});

const pointToWire = (point: UsagePoint): WirePoint => ({
  atMs: point.at.getTime(),
  memoryBytes: Math.round(point.memoryBytes),
  peakBytes: Math.round(point.peakBytes),
  cpuPercent: point.cpuPercent,
});

const pointFromWire = (wire: UsagePoint__Output): UsagePoint => ({
  at: new Date(wire.atMs),
  memoryBytes: wire.memoryBytes,
  peakBytes: wire.peakBytes,
  cpuPercent: Math.round(wire.cpuPercent * 100) / 100, // the wire has 24 bits of it
});
