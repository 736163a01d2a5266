import { humanDuration, ms } from "../../core/duration.ts";
import type { OperationUpdate } from "../../core/host-service.ts";
import type { Operation } from "../../core/operation.ts";
import type { Ended } from "./live-world.ts";

/** How far an operation is. */
export function progressText(update: OperationUpdate): string {
  if (update.t !== "progress") return "accepted";
  const { component, state, ready, forMs, detail } = update.progress;
  const how = state === "running" && !ready ? "not ready yet" : state === "running" ? "ready" : state;
  return `${component} ${how}${forMs >= 1_000 ? ` for ${humanDuration(ms(forMs))}` : ""}${detail === "" ? "" : `; ${detail}`}`;
}

/** What became of it. */
export function endedText({ result, message, components }: Operation): Ended {
  const failed = components.find(({ action }) => action === "failed");
  if (result !== "done") {
    const why = failed?.error == null ? message : `${failed.name}: ${failed.error}`;
    return { ok: false, text: `${result}${why === "" ? "" : `: ${why}`}` };
  }
  const pids = components.flatMap(({ name, previousPid, pid, action }) => {
    if (action === "unchanged") return [];
    const change = previousPid !== null && pid !== null ? ` pid ${previousPid} → ${pid}` : pid !== null ? ` pid ${pid}` : "";
    return [`${name} ${action}${change}`];
  });
  return { ok: true, text: pids.join(", ") || message || "done" };
}
