import { harmlessLine, harmlessText } from "../../core/harmless-text.ts";
import type { Operation } from "../../core/operation.ts";

/** Of how many hosts the log is shown; it is most often the same everywhere. */
const MOST_HOSTS = 3;

/** The last lines of the logs of components that failed, of the first few hosts; empty where there are none. */
export function logTails(operations: readonly (readonly [host: string, operation: Operation])[]): readonly string[] {
  const failed = operations.flatMap(([host, { components }]) =>
    components.flatMap(({ name, logTail, logFile }) => (logTail.length === 0 ? [] : [{ host, name, logTail, logFile }])),
  );
  const hosts = [...new Set(failed.map(({ host }) => host))];
  const shown = failed.filter(({ host }) => hosts.indexOf(host) < MOST_HOSTS);
  const left = hosts.length - MOST_HOSTS;
  return [
    ...shown.flatMap(({ host, name, logTail, logFile }) => [
      `${harmlessText(host)}: the last lines of the log of ${harmlessText(name)} (${harmlessText(logFile)}):`,
      ...logTail.map((line) => `  ${harmlessLine(line)}`),
    ]),
    ...(left > 0 ? [`and ${left} more ${left === 1 ? "host has a log" : "hosts have logs"} to look at`] : []),
  ];
}
