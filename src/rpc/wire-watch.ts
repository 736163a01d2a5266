import type { WatchUpdate } from "../core/host-service.ts";
import type { WatchEvent, WatchEvent__Output } from "./gen/imageserving/v1/WatchEvent.ts";
import { operationFromWire, operationToWire } from "./wire-operation.ts";
import {
  componentFromWire,
  componentToWire,
  hostStatusFromWire,
  hostStatusToWire,
  supervisorFromWire,
  supervisorToWire,
} from "./wire-status.ts";
import { dateFromWire, dateToWire } from "./wire-time.ts";
import { maybe } from "./wire-value.ts";

/** One change on a host for the wire. @param host the name of that host. */
export function watchUpdateToWire(update: WatchUpdate, host: string): WatchEvent {
  return { sequence: update.sequence, at: dateToWire(update.at), ...changeToWire(update, host) };
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
  }
}

/** One change on a host; null for a kind of change that only a newer agent sends, to be passed over. */
export function watchUpdateFromWire(wire: WatchEvent__Output): WatchUpdate | null {
  const when = { sequence: wire.sequence, at: maybe(wire.at, dateFromWire) ?? new Date(0) };
  if (wire.snapshot) return { ...when, t: "snapshot", status: hostStatusFromWire(wire.snapshot) };
  if (wire.component) return { ...when, t: "component", component: componentFromWire(wire.component) };
  if (wire.supervisor) return { ...when, t: "supervisor", supervisor: supervisorFromWire(wire.supervisor) };
  if (wire.operation) return { ...when, t: "operation", operation: operationFromWire(wire.operation) };
  if (wire.event === "dropped") return { ...when, t: "dropped", count: wire.dropped ?? 0 };
  return null;
}
