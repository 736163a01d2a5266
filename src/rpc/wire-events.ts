import { type EventBatch, type EventsQuery, type HostEvent, MOST_EVENTS } from "../core/host-event.ts";
import type { EventBatch__Output, EventBatch as WireBatch } from "./gen/imageserving/v1/EventBatch.ts";
import type { EventsRequest, EventsRequest__Output } from "./gen/imageserving/v1/EventsRequest.ts";
import type { HostEvent__Output, HostEvent as WireEvent } from "./gen/imageserving/v1/HostEvent.ts";
import { expectedHostFromWire, invalid } from "./wire-check.ts";
import { COMPONENT_STATE, HOST_EVENT_KIND, OPERATION_KIND, unknownWord } from "./wire-enum.ts";
import { componentsFromWire } from "./wire-request.ts";
import { exitFromWire, exitToWire } from "./wire-status.ts";
import { dateFromWire, dateToWire } from "./wire-time.ts";
import { idFromAgent, maybe, nameFromAgent, pidFromWire, pidToWire, textFromWire } from "./wire-value.ts";

/** A question for events, for the wire. */
export const eventsQueryToWire = (query: EventsQuery): EventsRequest => ({
  components: [...query.components],
  since: maybe(query.since, dateToWire),
  afterSequence: query.afterSequence,
  limit: query.limit,
  follow: query.follow,
  expectedHost: query.expectedHost,
});

/** A question for events, from outside: throws INVALID_REQUEST where a field is out of range. */
export function eventsQueryFromWire(wire: EventsRequest__Output): EventsQuery {
  const { afterSequence, limit, follow } = wire;
  if (!Number.isSafeInteger(afterSequence)) throw invalid(`after_sequence: ${afterSequence} was never given out`);
  if (limit > MOST_EVENTS) throw invalid(`limit: ${limit} is more than ${MOST_EVENTS}`);
  return {
    components: componentsFromWire(wire.components),
    since: maybe(wire.since, dateFromWire),
    afterSequence,
    limit,
    follow,
    expectedHost: expectedHostFromWire(wire.expectedHost),
  };
}

/** Some events for the wire. */
export const eventBatchToWire = (batch: EventBatch): WireBatch => ({
  events: batch.events.map(eventToWire),
  forgottenUntil: maybe(batch.forgottenUntil, dateToWire),
  dropped: batch.dropped,
  now: dateToWire(batch.now),
});

/** Some events from the wire. An event of a kind that only a newer agent knows is told as one of the host's configuration, and says so. */
export const eventBatchFromWire = (wire: EventBatch__Output): EventBatch => ({
  events: wire.events.map(eventFromWire),
  forgottenUntil: maybe(wire.forgottenUntil, dateFromWire),
  dropped: wire.dropped,
  now: maybe(wire.now, dateFromWire) ?? new Date(0),
});

const eventToWire = (event: HostEvent): WireEvent => ({
  sequence: event.sequence,
  at: dateToWire(event.at),
  kind: HOST_EVENT_KIND.toWire(event.kind),
  component: event.component ?? "",
  message: event.message,
  ...(event.state !== null && { state: COMPONENT_STATE.toWire(event.state) }),
  ...(event.previousState !== null && { previousState: COMPONENT_STATE.toWire(event.previousState) }),
  ready: event.ready,
  pid: pidToWire(event.pid),
  by: event.by ?? "",
  operationId: event.operationId ?? "",
  ...(event.operationKind !== null && { operationKind: OPERATION_KIND.toWire(event.operationKind) }),
  requestedComponents: [...event.requested],
  exit: maybe(event.exit, exitToWire),
  evidence: [...event.evidence],
  tail: [...event.tail],
});

function eventFromWire(wire: HostEvent__Output): HostEvent {
  const kind = HOST_EVENT_KIND.fromWire(wire.kind);
  return {
    sequence: wire.sequence,
    at: maybe(wire.at, dateFromWire) ?? new Date(0),
    kind: kind ?? "configuration",
    component: maybe(textFromWire(wire.component), nameFromAgent),
    message: kind === null ? unknownWord("kind of event", wire.kind, wire.message) : wire.message,
    state: COMPONENT_STATE.fromWire(wire.state),
    previousState: COMPONENT_STATE.fromWire(wire.previousState),
    ready: wire.ready,
    pid: pidFromWire(wire.pid),
    by: textFromWire(wire.by),
    operationId: maybe(textFromWire(wire.operationId), idFromAgent),
    operationKind: OPERATION_KIND.fromWire(wire.operationKind),
    requested: wire.requestedComponents.map(nameFromAgent),
    exit: maybe(wire.exit, exitFromWire),
    evidence: wire.evidence,
    tail: wire.tail,
  };
}
