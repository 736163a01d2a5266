import type { ComponentStatus } from "../../core/status.ts";
import type { WatchedHost } from "../watch/watched-host.ts";

/** Pure. What is different about a host, one sentence each: nothing for figures, which always are. */
export function hostChanges(before: WatchedHost, after: WatchedHost): readonly string[] {
  return [
    ...linkChanges(before, after),
    ...supervisorChanges(before, after),
    ...componentChanges(before, after),
    ...operationChanges(before, after),
    ...(after.dropped > before.dropped
      ? [`${after.dropped - before.dropped} changes were missed; this is how it stands now`]
      : []),
  ];
}

function linkChanges({ link: was }: WatchedHost, { link: is }: WatchedHost): readonly string[] {
  if (is.t === "lost") {
    const same = was.t === "lost" && was.error.message === is.error.message;
    return same ? [] : [`not heard of: ${is.error.message}`];
  }
  return is.t === "live" && was.t === "lost" ? ["heard of again"] : [];
}

function supervisorChanges({ status: was }: WatchedHost, { status: is }: WatchedHost): readonly string[] {
  if (was === null || is === null || was.supervisor.state === is.supervisor.state) return [];
  return [`Server Supervisor: ${was.supervisor.state} → ${is.supervisor.state}`];
}

function componentChanges({ status: was }: WatchedHost, { status: is }: WatchedHost): readonly string[] {
  if (is === null) return [];
  const before = new Map(was?.components.map((each) => [each.name, each]));
  const gone = [...before.keys()].filter((name) => !is.components.some((each) => each.name === name));
  return [
    ...is.components.flatMap((component) => {
      const known = before.get(component.name);
      if (known === undefined) return [`${component.name}: ${standing(component)}`];
      return sameStanding(known, component) ? [] : [`${component.name}: ${difference(known, component)}`];
    }),
    ...gone.map((name) => `${name}: not configured any more`),
  ];
}

const sameStanding = (a: ComponentStatus, b: ComponentStatus): boolean =>
  a.state === b.state && a.ready === b.ready && a.pid === b.pid && a.restarts === b.restarts;

function standing({ state, ready, pid, reason }: ComponentStatus): string {
  const how = state === "running" ? (ready ? "running, ready" : "running, not ready") : state;
  const why = reason === null ? "" : `; ${reason}`;
  return `${how}${pid === null ? "" : `, pid ${pid}`}${why}`;
}

function difference(was: ComponentStatus, is: ComponentStatus): string {
  const from = was.state === is.state && was.ready === is.ready ? "" : `${was.state}${was.ready ? ", ready" : ""} → `;
  const pid = was.pid !== null && is.pid !== null && was.pid !== is.pid ? ` (was ${was.pid})` : "";
  const crashed = is.restarts > was.restarts && is.lastExit !== null ? `; ${exitText(is)}` : "";
  return `${from}${standing(is)}${pid}${crashed}`;
}

function exitText({ lastExit, restarts }: ComponentStatus): string {
  const how = lastExit?.signal ? `killed by ${lastExit.signal}` : `ended with code ${lastExit?.code ?? "unknown"}`;
  return `${how}, restart ${restarts}`;
}

function operationChanges({ status: was }: WatchedHost, { status: is }: WatchedHost): readonly string[] {
  const [before, now] = [was?.operations ?? [], is?.operations ?? []];
  const name = ({ kind, requested }: (typeof now)[number]) =>
    `${kind} of ${requested.length === 0 ? "everything" : requested.join(", ")}`;
  return [
    ...now.filter(({ id }) => !before.some((each) => each.id === id)).map((each) => `${name(each)} asked for by ${each.by}`),
    ...before.filter(({ id }) => !now.some((each) => each.id === id)).map((each) => `${name(each)} has ended`),
  ];
}
