import { sleep, systemClock } from "../../core/clock.ts";
import { ms } from "../../core/duration.ts";
import { type Api, ApiError } from "../api.ts";
import type { LiveMessage } from "../protocol.ts";
import { readEvents } from "./read-events.ts";

/** How the page stands with the dashboard. `refused`: its key is worth nothing; trying again does not help. */
export type Connection =
  | { readonly t: "connecting" }
  | { readonly t: "live" }
  | { readonly t: "lost"; readonly why: string }
  | { readonly t: "ended" }
  | { readonly t: "refused"; readonly why: string };

/** Whoever listens to the dashboard. */
export interface LiveListener {
  message(message: LiveMessage): void;
  connection(connection: Connection): void;
}

/** The dashboard says something every 5 s. */
const SILENCE = ms(12_000);
const PAUSES = [200, 500, 1_000, 2_000, 3_000];

/** Listens to the dashboard until the signal aborts, and connects again for ever, going on where it was. */
export async function listenToDashboard(api: Api, listener: LiveListener, signal: AbortSignal): Promise<void> {
  let lastId: string | null = null;
  let failures = 0;
  let ended = false;
  while (!signal.aborted) {
    try {
      for await (const { id, data } of readEvents(api, { path: "/api/live", lastId, silence: SILENCE }, signal)) {
        if (id !== null) lastId = id;
        const message = JSON.parse(data) as LiveMessage;
        ended = message.t === "bye";
        if (failures > 0 || lastId === id) listener.connection({ t: "live" });
        failures = 0;
        listener.message(message);
      }
      throw new Error("the dashboard ended the stream");
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && (error.status === 401 || error.status === 403))
        listener.connection({ t: "refused", why: error.message });
      else
        listener.connection(ended ? { t: "ended" } : { t: "lost", why: error instanceof Error ? error.message : String(error) });
    }
    await sleep(systemClock, ms(PAUSES[Math.min(failures++, PAUSES.length - 1)] ?? 0), signal).catch(() => {});
  }
}
