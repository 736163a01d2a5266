import { ms } from "../../core/duration.ts";
import type { ComponentStatus } from "../../core/status.ts";
import { isWell } from "../exit-codes.ts";
import { momentAgo } from "../render/moment-text.ts";
import { ComponentHistory } from "./component-history.ts";
import { explainUnattended, explainWithoutSupervisor } from "./explain-without-supervisor.ts";
import { askedSentences } from "./why-asked.ts";
import { couldNotStart, countSentence, endSentences } from "./why-end.ts";
import type { Explanation, Verdict, WhyFacts, WhySection } from "./why-facts.ts";
import { chainSentences, headlineOf, verdictOf } from "./why-headline.ts";
import { nextSentences, nowSentences } from "./why-next.ts";
import { stepsFor } from "./why-steps.ts";

/** Pure. Why a component is as it is, from what is known of its host. */
export function explain(facts: WhyFacts): Explanation {
  const { status, chain, memory, now } = facts;
  if (status.supervisor.state === "dead") return explainUnattended(facts);
  if (status.supervisor.state === "stopped") return explainWithoutSupervisor(facts);
  const [component] = chain;
  const cause = chain.at(-1) ?? component;
  const events = typeof memory === "string" ? [] : memory.events;
  const [history, causeHistory] = [new ComponentHistory(component, events), new ComponentHistory(cause, events)];
  const since = history.since ?? startOf(component, now);
  const lately = history.endsInLastHour(now) + history.takenDownInLastHour(now);
  const own = cause === component ? [] : nextSentences(component);
  const sections: readonly WhySection[] = [
    { about: "asked", sentences: asked(facts, cause, history, causeHistory) },
    { about: "waits for", sentences: chainSentences(chain, status.components) },
    { about: "happened", sentences: named(cause, component, happened(cause, causeHistory, facts)) },
    { about: cause.state === "stopping" ? "now" : "probe", sentences: named(cause, component, nowSentences(cause)) },
    { about: "next", sentences: [...named(cause, component, nextSentences(cause)), ...own] },
    { about: "unknown", sentences: typeof memory === "string" ? [memory] : [] },
  ];
  return {
    verdict: chainVerdict(chain, lately),
    headline: headlineOf(component, since, lately, now),
    since,
    cause: cause.name,
    sections: sections.filter(({ sentences }) => sentences.length > 0),
    log: { file: cause.logFile, lines: logLines(cause, causeHistory, facts) },
    steps: stepsFor(cause, causeHistory),
    endsInLastHour: typeof memory === "string" ? null : causeHistory.endsInLastHour(now),
  };
}

/** What is told of another component begins with its name. */
const named = (cause: ComponentStatus, component: ComponentStatus, sentences: readonly string[]): readonly string[] =>
  cause === component ? sentences : sentences.map((sentence) => `${cause.name}: ${sentence}`);

/** A process that runs has a start time, also where the events do not reach back so far. What is not ready, has not been so since then. */
function startOf({ state, ready, uptimeSeconds }: ComponentStatus, now: Date): Date | null {
  if (uptimeSeconds === null || (state === "running" && !ready)) return null;
  return new Date(now.getTime() - uptimeSeconds * 1_000);
}

/** One that waits is in trouble where the one at the end of the chain is. */
function chainVerdict(chain: WhyFacts["chain"], lately: number): Verdict {
  const [component, ...rest] = chain;
  const last = rest.at(-1);
  return last !== undefined && verdictOf(last, 0) === "trouble" ? "trouble" : verdictOf(component, lately);
}

/** Of what it waits for only that it was stopped on purpose: that it should be up is seen from who waits. */
function asked(
  { chain: [component], memory, now }: WhyFacts,
  cause: ComponentStatus,
  history: ComponentHistory,
  causeHistory: ComponentHistory,
): readonly string[] {
  const own = askedSentences(component, memory, history.lastOperation, now);
  if (cause === component || cause.desired === "up") return own;
  return [...own, ...named(cause, component, askedSentences(cause, memory, causeHistory.lastOperation, now))];
}

function happened(cause: ComponentStatus, history: ComponentHistory, { memory, now }: WhyFacts): readonly string[] {
  const remembered = typeof memory !== "string";
  const ends = endSentences(history, remembered, now).map((end, at) => (at === 0 ? endWords(cause, end) : end));
  return [
    ...(couldNotStart(cause) ? [`cannot be started: ${cause.reason}`] : ends),
    ...(remembered ? countSentence(history, memory.forgottenUntil, now) : []),
    ...readySentences(cause, history, now),
  ];
}

/** Two moments that close are one to whoever reads it. */
const SAME = ms(1_000);

/** Since when it does not serve: how often it was started since is another matter. */
function readySentences(cause: ComponentStatus, history: ComponentHistory, now: Date): readonly string[] {
  if (cause.ready || cause.desired === "down" || cause.state === "starting") return [];
  const [until, never, ended] = [history.readyUntil, history.neverReadySince, history.lastExit?.at.getTime() ?? 0];
  if (never !== null) return [`it was never ready since ${momentAgo(never, now)}, as far as is remembered`];
  return until === null || Math.abs(until.getTime() - ended) < SAME
    ? []
    : [`it was ready for the last time until ${momentAgo(until, now)}`];
}

/** Of one that runs it is told how it ended the time before. */
const endWords = ({ pid, state }: ComponentStatus, end: string): string =>
  pid !== null && state !== "stopping" ? `before that, ${end}` : end;

/** What it wrote when it went wrong; else, where something is wrong, the end of its log. */
function logLines(cause: ComponentStatus, history: ComponentHistory, { log }: WhyFacts): readonly string[] {
  if ((isWell(cause) && cause.reason === null) || couldNotStart(cause)) return [];
  if (cause.state === "stopped" && cause.desired === "down") return [];
  const exit = cause.pid === null ? history.lastExit : null;
  const tail = exit === null || exit.expected ? [] : (history.eventOf(exit)?.tail ?? []);
  return tail.length > 0 ? tail : log;
}
