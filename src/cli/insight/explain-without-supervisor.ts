import type { ComponentStatus } from "../../core/status.ts";
import { NOT_RUNNING } from "../not-running.ts";
import { ComponentHistory } from "./component-history.ts";
import { askedSentences } from "./why-asked.ts";
import { endSentences } from "./why-end.ts";
import type { Explanation, WhyFacts, WhySection } from "./why-facts.ts";
import { upWords } from "./why-next.ts";

/** The agent died and left components behind. */
export function explainUnattended({ chain: [component], memory, log }: WhyFacts): Explanation {
  const { pid, uptimeSeconds } = component;
  const lives = pid !== null;
  return {
    verdict: "trouble",
    headline: lives
      ? `running unattended (pid ${pid}${upWords(uptimeSeconds)}): the agent that looked after it is gone`
      : "not running, and the agent that looked after it is gone",
    since: null,
    cause: component.name,
    sections: [
      { about: "happened", sentences: ["the Server Supervisor is dead: its agent ended without stopping the components"] },
      { about: "next", sentences: [lives ? "nobody probes it, and nobody restarts it should it end" : "nobody starts it"] },
      ...unknown(memory),
    ],
    log: { file: component.logFile, lines: lives ? [] : log },
    steps: [
      { what: "take over what runs, as it runs", command: "start" },
      { what: "or stop what runs", command: "stop" },
    ],
    endsInLastHour: null,
  };
}

/** Nothing runs, as somebody asked for it or as the host has just booted. */
export function explainWithoutSupervisor({ chain: [component], memory, now }: WhyFacts): Explanation {
  const history = new ComponentHistory(component, typeof memory === "string" ? [] : memory.events);
  const asked = typeof memory === "string" ? [] : askedSentences(component, memory, history.lastOperation, now);
  const ends = endSentences(history, typeof memory !== "string", now);
  const section = (about: WhySection["about"], sentences: readonly string[]) =>
    sentences.length === 0 ? [] : [{ about, sentences }];
  return {
    verdict: "stopped",
    headline: `not running: the ${NOT_RUNNING}`,
    since: history.since,
    cause: component.name,
    sections: [
      ...section("asked", asked),
      ...section("happened", ends),
      ...section("next", [nextOf(component)]),
      ...unknown(memory),
    ],
    log: { file: component.logFile, lines: [] },
    steps: [
      { what: "start everything", command: "start" },
      { what: "what it last wrote", command: `logs ${component.name}` },
    ],
    endsInLastHour: null,
  };
}

const nextOf = ({ desired }: ComponentStatus): string =>
  desired === "up" ? "it is started with the Server Supervisor" : "nothing by itself, until somebody starts it";

const unknown = (memory: WhyFacts["memory"]): readonly WhySection[] =>
  typeof memory === "string" ? [{ about: "unknown", sentences: [memory] }] : [];
