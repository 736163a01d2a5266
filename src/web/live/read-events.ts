import { systemClock } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import type { Api } from "../api.ts";
import { EventParser, type ServerEvent } from "./event-parser.ts";

/** What of a stream is asked for. */
export interface StreamWish {
  readonly path: string;
  /** The id of the last event that is known; null: none. */
  readonly lastId: string | null;
  /** After such a silence the stream counts as dead; null: it may be silent. */
  readonly silence: Ms | null;
}

/** Server-sent events as they come, until the server or the signal ends them. They need the key in a header, which EventSource cannot send. */
export async function* readEvents(
  api: Api,
  { path, lastId, silence }: StreamWish,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const dead = new AbortController();
  const either = AbortSignal.any([signal, dead.signal]);
  let cancel = () => {};
  const heard = () => {
    cancel();
    if (silence !== null) cancel = systemClock.after(silence, () => dead.abort(new Error("nothing was heard for too long")));
  };
  heard();
  try {
    const response = await api.open(path, lastId === null ? {} : { "last-event-id": lastId }, either);
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    for (;;) {
      const read = await reader?.read();
      if (read === undefined || read.done) return;
      heard();
      yield* parser.take(read.value);
    }
  } finally {
    cancel();
    dead.abort();
  }
}
