import { between } from "../../core/clock.ts";
import { humanDuration, type MonoMs, ms } from "../../core/duration.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { ComponentStatus } from "../../core/status.ts";
import { isWell } from "../exit-codes.ts";
import { agedStatus } from "../watch/aged-status.ts";
import type { WatchedHost } from "../watch/watched-host.ts";

/** Pure. What an operation on one host would do, by what is known of it now: a line for each thing. @param components empty: all. */
export function operationPlanLines(
  kind: OperationKind,
  components: readonly string[],
  host: WatchedHost,
  now: MonoMs,
): readonly string[] {
  if (isNotRunning(host)) return NOT_RUNNING_YET[kind](components);
  if (host.status === null)
    return [`nothing is known of ${host.name} yet: ${linkText(host, now)}`, `it is asked all the same to ${kind}`];
  const status = host.statusAt === null ? host.status : agedStatus(host.status, host.statusAt, now);
  const meant = status.components.filter(({ name }) => components.length === 0 || components.includes(name));
  const others = status.components.filter((component) => !meant.includes(component)).map(({ name }) => name);
  return [
    ...(host.link.t === "live" ? [] : [`what follows was so when ${host.name} was heard last: ${linkText(host, now)}`]),
    ...(components.length === 0 ? WHOLE[kind](status.supervisor.state === "running") : []),
    ...meant.map((component) => `${component.name} (${stands(component)}) ${WILL[kind](component)}`),
    ...(others.length === 0 ? [] : [`${others.join(", ")} ${others.length === 1 ? "is" : "are"} not touched`]),
    ...(status.operations ?? []).map(
      ({ kind: other, requested, by }) =>
        `in progress there already: ${other} ${requested.join(" ") || "everything"}, asked for by ${by}`,
    ),
  ];
}

/** Nobody listens there, and nothing runs: on this host that is known without an agent. */
export const isNotRunning = ({ link }: WatchedHost): boolean =>
  link.t === "lost" && link.error.fault.code === "SUPERVISOR_NOT_RUNNING";

const NOT_RUNNING_YET: Readonly<Record<OperationKind, (components: readonly string[]) => readonly string[]>> = {
  start: (components) => [components.length === 0 ? ALL_STARTED : REFUSED],
  stop: (components) => [components.length === 0 ? "the Server Supervisor is not running: there is nothing to stop" : REFUSED],
  restart: (components) => [components.length === 0 ? ALL_STARTED : REFUSED],
};

const ALL_STARTED = "the Server Supervisor is not running: it is started, with an agent, and then its components";
const REFUSED = "the Server Supervisor is not running, so this would be refused: start everything first";

function linkText({ link }: WatchedHost, now: MonoMs): string {
  if (link.t === "lost") return `it has not answered for ${humanDuration(between(link.since, now))} (${link.error.message})`;
  return link.t === "live" ? "it answers" : "it is being connected to";
}

const WHOLE: Readonly<Record<OperationKind, (running: boolean) => readonly string[]>> = {
  start: (running) =>
    running ? [] : ["the Server Supervisor is started, then its components, each when what it needs is ready"],
  stop: () => ["its components are stopped in reverse order, then the Server Supervisor"],
  restart: (running) =>
    running
      ? [
          "the configuration is read anew; where it is invalid nothing is stopped",
          "the Server Supervisor is stopped and started too",
        ]
      : ["the Server Supervisor is not running: everything is started"],
};

const WILL: Readonly<Record<OperationKind, (component: ComponentStatus) => string>> = {
  start: (component) => (isWell(component) ? "stays as it is" : "is started, and waited for until it is ready"),
  stop: ({ pid }) => (pid === null ? "stays stopped until it is started" : "ends, and stays stopped until it is started"),
  restart: ({ pid }) => (pid === null ? "is started" : "ends, and is started anew with another pid"),
};

function stands(component: ComponentStatus): string {
  const { state, pid, uptimeSeconds } = component;
  const word = isWell(component) ? "ready" : state;
  const up = uptimeSeconds === null ? "" : `, up ${humanDuration(ms(uptimeSeconds * 1_000))}`;
  return `${word}${pid === null ? "" : `, pid ${pid}`}${up}`;
}
