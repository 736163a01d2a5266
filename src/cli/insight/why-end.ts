import type { HostEvent } from "../../core/host-event.ts";
import { withoutMemoryGuess } from "../../core/memory-guess.ts";
import type { ComponentStatus, ExitRecord } from "../../core/status.ts";
import { momentAgo } from "../render/moment-text.ts";
import type { ComponentHistory } from "./component-history.ts";

/** What speaks of an end by signal or code: `SIGKILL`, `exit code 3`; null where nobody saw it. */
function howEnded({ signal, code }: ExitRecord): string | null {
  if (signal !== null && signal !== "") return signal;
  return code === null ? null : `exit code ${code}`;
}

/** `at 17:25:31 (12s ago): killed by SIGKILL, not by us`; what the hint names is not said twice, and nothing is guessed where something was seen. */
function endSentence(exit: ExitRecord, evidence: readonly string[], now: Date): string {
  const how = howEnded(exit);
  const hint = evidence.length > 0 ? withoutMemoryGuess(exit.hint) : exit.hint;
  const said = how === null || hint.includes(how) ? hint : hint === "" ? how : `${how}, ${hint}`;
  return `at ${momentAgo(exit.at, now)}: ${said === "" ? "ended; how is not known" : said}`;
}

const OURS = "by the Supervisor";

/** Whether the kernel may have killed it for want of memory: a SIGKILL that was not ours, or what shells make of it. */
export const mayBeMemory = ({ signal, code, expected, hint }: ExitRecord): boolean =>
  !expected && (signal === "SIGKILL" || code === 137) && !hint.includes(OURS);

/** How it ended and what was seen beside it; empty where it never did. @param remembered whether there are events at all. */
export function endSentences(history: ComponentHistory, remembered: boolean, now: Date): readonly string[] {
  const exit = history.lastExit;
  if (exit === null) return [];
  const own = ownDoing(history, exit);
  if (own !== null) return [`at ${momentAgo(exit.at, now)}: restarted by the Supervisor itself, because ${own}`];
  const seen = history.eventOf(exit);
  const evidence = seen?.evidence ?? [];
  return [endSentence(exit, evidence, now), ...evidence, ...(remembered ? memorySentence(exit, seen) : [])];
}

/** Why the Supervisor itself ended it, where that is how it last ended. */
function ownDoing(history: ComponentHistory, exit: ExitRecord): string | null {
  const down = history.takenDown;
  const ours = exit.expected || exit.hint.includes(OURS);
  if (down === null || !ours) return null;
  const later = history.lastOperation; // somebody asked for it since
  return later !== null && later.at > down.at && later.at <= exit.at ? null : down.why;
}

/** Said also where there is none: who is paged wants to know whether that was looked at. */
function memorySentence(exit: ExitRecord, seen: HostEvent | null): readonly string[] {
  if (!mayBeMemory(exit) || seen === null || seen.evidence.length > 0) return [];
  return ["the agent recorded no sign of the out-of-memory killer; somebody may have sent the signal"];
}

/** How often that has been in the last hour, where it says more than how it last ended. */
export function countSentence(history: ComponentHistory, forgottenUntil: Date | null, now: Date): readonly string[] {
  const [ends, taken] = [history.endsInLastHour(now), history.takenDownInLastHour(now)];
  const told = taken === 1 || history.lastExit?.expected !== true;
  if (ends + taken === 0 || (ends + taken === 1 && told)) return [];
  const least = forgottenUntil !== null && now.getTime() - forgottenUntil.getTime() < 3_600_000 ? "at least " : "";
  const each = [
    ...(ends === 0 ? [] : [`it ended ${least}${times(ends)} without being asked to`]),
    ...(taken === 0 ? [] : [`the Supervisor itself restarted it ${least}${times(taken)}`]),
  ];
  return [`in the last hour ${each.join(", and ")}`];
}

const times = (count: number): string => (count === 1 ? "once" : count === 2 ? "twice" : `${count} times`);

/** Whether it could not even be started, so that nothing ended: what is wrong with its program is then the whole reason. */
export const couldNotStart = ({ state, reason }: ComponentStatus): boolean =>
  state === "failed" && reason !== null && !reason.startsWith("crashed");
