import type { CheckupReport, Finding } from "../core/finding.ts";
import type { ConfigurationReport, NotificationTrial } from "../core/host-reports.ts";
import type {
  ConfigurationReport__Output,
  ConfigurationReport as WireConfiguration,
} from "./gen/imageserving/v1/ConfigurationReport.ts";
import type { DiagnoseReport, DiagnoseReport__Output } from "./gen/imageserving/v1/DiagnoseReport.ts";
import type { Finding__Output, Finding as WireFinding } from "./gen/imageserving/v1/Finding.ts";
import type { TestNotificationsReport, TestNotificationsReport__Output } from "./gen/imageserving/v1/TestNotificationsReport.ts";
import { invalid, REQUEST_LIMITS, short } from "./wire-check.ts";
import { SEVERITY, unknownWord } from "./wire-enum.ts";
import { dateFromWire, dateToWire, msFromWire, msToWire } from "./wire-time.ts";
import { maybe } from "./wire-value.ts";

/** What a check-up found, for the wire. */
export const checkupToWire = (report: CheckupReport): DiagnoseReport => ({
  host: report.host,
  now: dateToWire(report.now),
  version: report.version,
  findings: report.findings.map((finding) => ({ ...finding, severity: SEVERITY.toWire(finding.severity) }) satisfies WireFinding),
});

/** What a check-up found, from the wire. */
export const checkupFromWire = (wire: DiagnoseReport__Output): CheckupReport => ({
  host: wire.host,
  now: maybe(wire.now, dateFromWire) ?? new Date(0),
  version: wire.version,
  findings: wire.findings.map(findingFromWire),
});

/** A severity of a newer agent counts as a warning, so that it is looked at. */
function findingFromWire({ severity, check, subject, message, remedy }: Finding__Output): Finding {
  const known = SEVERITY.fromWire(severity);
  return {
    severity: known ?? "warning",
    check,
    subject,
    message: known === null ? unknownWord("severity", severity, message) : message,
    remedy,
  };
}

/** A configuration for the wire. */
export const configurationToWire = ({ host, file, hash, yaml }: ConfigurationReport): WireConfiguration => ({
  host,
  file,
  configHash: hash,
  yaml,
});

/** A configuration from the wire. */
export const configurationFromWire = ({ host, file, configHash, yaml }: ConfigurationReport__Output): ConfigurationReport => ({
  host,
  file,
  hash: configHash,
  yaml,
});

/** Names of notifications, from outside: throws INVALID_REQUEST where they are too many or too long. */
export function notificationNamesFromWire(names: readonly string[]): readonly string[] {
  if (names.length > REQUEST_LIMITS.components)
    throw invalid(`names: ${names.length} are more than ${REQUEST_LIMITS.components}`);
  for (const name of names) short("names", name, REQUEST_LIMITS.nameChars);
  return names;
}

/** What became of trying notifications, for the wire. */
export const trialsToWire = (trials: readonly NotificationTrial[], host: string): TestNotificationsReport => ({
  host,
  trials: trials.map(({ durationMs, ...trial }) => ({ ...trial, duration: msToWire(durationMs) })),
});

/** What became of trying notifications, from the wire. */
export const trialsFromWire = (wire: TestNotificationsReport__Output): readonly NotificationTrial[] =>
  wire.trials.map(({ name, ok, attempts, duration, message }) => ({
    name,
    ok,
    attempts,
    durationMs: maybe(duration, msFromWire) ?? 0,
    message,
  }));
