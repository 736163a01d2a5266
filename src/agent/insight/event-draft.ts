import type { HostEvent, HostEventKind } from "../../core/host-event.ts";

/** An event that has no number yet, and not the last lines of a log. */
export type EventDraft = Omit<HostEvent, "sequence" | "tail"> & {
  /** Something went wrong with its component: the last lines of its log belong to it. */
  readonly wrong: boolean;
};

/** An event that is about the host. */
export const hostDraft = (kind: HostEventKind, at: Date, message: string): EventDraft => ({
  at,
  kind,
  component: null,
  message,
  state: null,
  previousState: null,
  ready: false,
  pid: null,
  by: null,
  operationId: null,
  operationKind: null,
  requested: [],
  exit: null,
  evidence: [],
  wrong: false,
});

/** At most so many characters; what is left out is shown by an ellipsis. Never half a character. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = most - 1;
  const code = text.charCodeAt(end - 1);
  return `${text.slice(0, code >= 0xd800 && code < 0xdc00 ? end - 1 : end)}…`;
}
