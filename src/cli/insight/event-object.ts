import type { HostEvent } from "../../core/host-event.ts";
import { exitObject } from "../frame.ts";

/** An event as programs get it. Times are those of the host's own clock. */
export const eventObject = (event: HostEvent) => ({
  sequence: event.sequence,
  at: event.at.toISOString(),
  kind: event.kind,
  component: event.component,
  message: event.message,
  state: event.state,
  previousState: event.previousState,
  ready: event.ready,
  pid: event.pid,
  by: event.by,
  operation:
    event.operationId === null ? null : { id: event.operationId, kind: event.operationKind, components: event.requested },
  exit: event.exit === null ? null : exitObject(event.exit),
  evidence: event.evidence,
  tail: event.tail,
});
