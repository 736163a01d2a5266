import { humanDuration, ms } from "../../core/duration.ts";
import type { ComponentStatus } from "../../core/status.ts";
import { momentAgo } from "../render/moment-text.ts";
import { waitChain } from "./wait-chain.ts";
import type { Verdict } from "./why-facts.ts";

/** It is by chance once; this often in an hour it is no chance. */
const OFTEN = 3;

/**
 * In one sentence how a component is and since when.
 * @param since null: not known.
 * @param lately how often it ended in the last hour without being asked to.
 */
export function headlineOf(component: ComponentStatus, since: Date | null, lately: number, now: Date): string {
  const from = since === null ? "" : ` since ${momentAgo(since, now)}`;
  const { state, ready, reason, desired, waitingFor, retryInMs, lastExit } = component;
  const at = lastExit === null ? from : ` at ${momentAgo(lastExit.at, now)}`;
  switch (state) {
    case "running":
      if (!ready) return `running, but not ready${from}`;
      if (reason !== null) return `running and ready${from}, but its liveness probe complains`;
      return lately === 0 ? `nothing is wrong: running and ready${from}` : `running and ready again${from}${oftenWords(lately)}`;
    case "starting":
      if (waitingFor.length > 0) return `not started yet: it waits for ${listed(waitingFor)}`;
      return isLate(component) ? `starting${from}, and late: not ready yet` : `starting${from}, not ready yet`;
    case "stopping":
      return `being stopped${from}`;
    case "backoff":
      return `crashed${at}, is started again${inTime(retryInMs)}`;
    case "failed":
      return retryInMs === null ? `failed${from}, and is not tried again` : `failed${from}, is tried again${inTime(retryInMs)}`;
    case "stopped":
      return desired === "down" ? `stopped on purpose${from}` : `ended${at}, and is not restarted`;
  }
}

/** ` in 3s`; ` now` where it is due. */
export const inTime = (length: number | null): string =>
  length === null || length < 1 ? " now" : ` in ${humanDuration(ms(length))}`;

const oftenWords = (lately: number): string =>
  lately < OFTEN ? "" : `, but it does not last: ${lately} times in the last hour it did not`;

/** `is`, `is and svg`, `is, svg and db` */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

/** Its time for becoming ready is over; it is not killed for that. */
const isLate = ({ reason, pid }: ComponentStatus): boolean => pid !== null && reason?.startsWith("not ready within") === true;

/** How bad it is. @param lately as in {@link headlineOf}. */
export function verdictOf(component: ComponentStatus, lately: number): Verdict {
  const { state, ready, reason, desired } = component;
  if (state === "running") return !ready ? "trouble" : reason !== null || lately >= OFTEN ? "ailing" : "well";
  if (state === "starting") return isLate(component) ? "trouble" : "waiting";
  if (state === "stopping") return "waiting";
  return state === "stopped" && desired === "down" ? "stopped" : "trouble";
}

/** How it is with a component that another one waits for. */
function stateWords({ state, ready, desired, waitingFor }: ComponentStatus): string {
  if (state === "running") return ready ? "is running and ready" : "is running, but not ready";
  if (state === "starting") return waitingFor.length > 0 ? "is not started yet" : "is starting, not ready yet";
  if (state === "backoff") return "has crashed and is about to be started again";
  if (state === "stopped") return desired === "down" ? "was stopped on purpose" : "has ended and is not restarted";
  return state === "stopping" ? "is being stopped" : "has failed";
}

/** `ps waits for is, which waits for db; db has failed`, and so on for what else it waits for. */
export function chainSentences(chain: readonly ComponentStatus[], components: readonly ComponentStatus[]): readonly string[] {
  const [first, next] = chain;
  if (first === undefined || next === undefined) return [];
  const others = components.filter(({ name }) => first.waitingFor.includes(name) && name !== next.name);
  return [chain, ...others.map((other) => [first, ...waitChain(other, components)])].map(chainSentence);
}

function chainSentence(chain: readonly ComponentStatus[]): string {
  const [first, next, ...rest] = chain.map(({ name }) => name);
  const further = rest.map((name) => `, which waits for ${name}`).join("");
  const last = chain.at(-1);
  return last === undefined ? "" : `${first} waits for ${next}${further}; ${last.name} ${stateWords(last)}`;
}
