import type { ExitCode } from "../../core/exit-code.ts";
import { type Frame, frameOf, plainObject } from "../frame.ts";
import type { HostAnswer } from "../host-answer.ts";
import { eventObject } from "./event-object.ts";
import type { EventsAccount } from "./host-events.ts";
import type { ToldEvent } from "./told-event.ts";

/** Events as one document: with each host its own, and what is missing. */
export function eventsFrame(
  answers: readonly HostAnswer<EventsAccount>[],
  events: readonly ToldEvent[],
  exitCode: ExitCode | 130 | 143,
): Frame {
  const objects = answers.map(({ value, ...answer }) =>
    plainObject({ ...answer, value: value === null ? null : { ...accountObject(value), events: ofHost(answer.host, events) } }),
  );
  return frameOf("events", exitCode, objects);
}

const accountObject = ({ offset, forgottenUntil, dropped }: EventsAccount) => ({
  clockOffsetSeconds: Math.round(offset / 1_000),
  forgottenUntil: forgottenUntil?.toISOString() ?? null,
  dropped,
});

const ofHost = (name: string, events: readonly ToldEvent[]) =>
  events.filter(({ host }) => host === name).map(({ event }) => eventObject(event));
