import { humanDuration, ms } from "../../core/duration.ts";
import type { ComponentStatus } from "../../core/status.ts";
import { inTime } from "./why-headline.ts";

/** What happens next without anybody's doing. */
export function nextSentences({ state, desired, retryInMs, waitingFor, ready, reason, pid }: ComponentStatus): readonly string[] {
  switch (state) {
    case "backoff":
      return [`the Supervisor starts it again${inTime(retryInMs)}`];
    case "failed":
      return [
        retryInMs === null
          ? "nothing by itself: with its restart policy it is not tried again until somebody starts it"
          : `the Supervisor tries again${inTime(retryInMs)}`,
      ];
    case "stopped":
      if (desired === "up") return [`nothing by itself, until somebody starts it${reason === null ? "" : `: it ${reason}`}`];
      return ["it stays stopped, also when the agent or the host is restarted, until somebody starts it"];
    case "stopping":
      return [desired === "up" ? "it is started again when nothing of it is left" : "it stays stopped then"];
    case "starting":
      if (pid !== null) return ["its probe is asked again and again; it is not killed for being slow"];
      return [waitingFor.length > 0 ? "it is started as soon as what it waits for is ready" : "it is about to be started"];
    case "running":
      return ready ? [] : ["its probe is asked again and again; that it is not ready does not restart it"];
  }
}

/** What is so at the moment, where that is not said by the state: why it is not ready, what a stop waits for. */
export function nowSentences({ state, reason, pid }: ComponentStatus): readonly string[] {
  const tells = state === "running" || state === "stopping" || (state === "starting" && pid !== null);
  return reason === null || !tells ? [] : [reason];
}

/** `up 3d 4h`; empty where it is not known. */
export const upWords = (uptimeSeconds: number | null): string =>
  uptimeSeconds === null ? "" : `, up ${humanDuration(ms(uptimeSeconds * 1_000))}`;
