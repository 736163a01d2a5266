import { seconds } from "../core/duration.ts";
import type { UsageUpdate, WatchQuery, WatchUpdate } from "../core/host-service.ts";
import type { ComponentFigures, ComponentFigures__Output } from "./gen/imageserving/v1/ComponentFigures.ts";
import type { WatchEvent, WatchEvent__Output } from "./gen/imageserving/v1/WatchEvent.ts";
import type { WatchRequest, WatchRequest__Output } from "./gen/imageserving/v1/WatchRequest.ts";
import { expectedHostFromWire, invalid, lengthFromWire, short } from "./wire-check.ts";
import { operationFromWire, operationToWire } from "./wire-operation.ts";
import {
  componentFromWire,
  componentToWire,
  hostStatusFromWire,
  hostStatusToWire,
  supervisorFromWire,
  supervisorToWire,
  usageFromWire,
  usageToWire,
} from "./wire-status.ts";
import { dateFromWire, dateToWire, msFromWire, msToWire, secondsFromWire, secondsToWire } from "./wire-time.ts";
import { maybe, nameFromAgent } from "./wire-value.ts";

const EPOCH_CHARS = 64;
const LEAST_USAGE_EVERY = seconds(1);
const MOST_USAGE_EVERY = seconds(3_600);

/** What to watch from where on, for the wire. */
export const watchQueryToWire = (query: WatchQuery): WatchRequest => ({
  afterSequence: query.afterSequence,
  epoch: query.epoch ?? "",
  usageEvery: maybe(query.usageEvery, msToWire),
  expectedHost: query.expectedHost ?? "",
});

/** What to watch from where on, from outside: throws INVALID_REQUEST where a field is out of range. */
export function watchQueryFromWire(wire: WatchRequest__Output): WatchQuery {
  const { afterSequence } = wire;
  if (!Number.isSafeInteger(afterSequence)) throw invalid(`after_sequence: ${afterSequence} was never given out`);
  const epoch = short("epoch", wire.epoch, EPOCH_CHARS);
  const within = (length: number) => length >= LEAST_USAGE_EVERY && length <= MOST_USAGE_EVERY;
  const usageEvery = maybe(wire.usageEvery, (length) => lengthFromWire("usage_every", length, within, "1 s to 1 h"));
  return {
    afterSequence,
    expectedHost: expectedHostFromWire(wire.expectedHost),
    ...(epoch !== "" && { epoch }),
    ...(usageEvery !== null && { usageEvery }),
  };
}

/** One change on a host for the wire. @param host the name of that host. */
export function watchUpdateToWire(update: WatchUpdate, host: string): WatchEvent {
  return { sequence: update.sequence, at: dateToWire(update.at), epoch: update.epoch, ...changeToWire(update, host) };
}

function changeToWire(update: WatchUpdate, host: string): WatchEvent {
  switch (update.t) {
    case "snapshot":
      return { snapshot: hostStatusToWire(update.status) };
    case "component":
      return { component: componentToWire(update.component) };
    case "supervisor":
      return { supervisor: supervisorToWire(update.supervisor) };
    case "operation":
      return { operation: operationToWire(update.operation, host) };
    case "dropped":
      return { dropped: update.count };
    case "usage":
      return { figures: { supervisor: maybe(update.supervisor, usageToWire), components: update.components.map(figuresToWire) } };
  }
}

/** One change on a host; null for a kind of change that only a newer agent sends, to be passed over. */
export function watchUpdateFromWire(wire: WatchEvent__Output): WatchUpdate | null {
  const when = { sequence: wire.sequence, at: maybe(wire.at, dateFromWire) ?? new Date(0), epoch: wire.epoch };
  if (wire.snapshot) return { ...when, t: "snapshot", status: hostStatusFromWire(wire.snapshot) };
  if (wire.component) return { ...when, t: "component", component: componentFromWire(wire.component) };
  if (wire.supervisor) return { ...when, t: "supervisor", supervisor: supervisorFromWire(wire.supervisor) };
  if (wire.operation) return { ...when, t: "operation", operation: operationFromWire(wire.operation) };
  if (wire.event === "dropped") return { ...when, t: "dropped", count: wire.dropped ?? 0 };
  if (wire.figures) {
    const { supervisor, components } = wire.figures;
    return { ...when, t: "usage", supervisor: maybe(supervisor, usageFromWire), components: components.map(figuresFromWire) };
  }
  return null;
}

const figuresToWire = (update: UsageUpdate): ComponentFigures => ({
  name: update.name,
  usage: maybe(update.usage, usageToWire),
  uptime: maybe(update.uptimeSeconds, secondsToWire),
  probeLatency: maybe(update.probeLatencyMs, msToWire),
});

const figuresFromWire = (wire: ComponentFigures__Output): UsageUpdate => ({
  name: nameFromAgent(wire.name),
  usage: maybe(wire.usage, usageFromWire),
  uptimeSeconds: maybe(wire.uptime, secondsFromWire),
  probeLatencyMs: maybe(wire.probeLatency, msFromWire),
});
