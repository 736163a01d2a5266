import { humanDuration } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import { bakedText } from "../../fleet/rollout/bake-text.ts";
import type { RolloutEvent } from "../../fleet/rollout/rollout-event.ts";
import { hostCount } from "./fleet-sum.ts";
import type { Colour } from "./paint.ts";
import { batchWords, OUTCOME_COLOURS, whatWords } from "./rollout-words.ts";

/** An event in words. */
export interface EventLine {
  readonly text: string;
  readonly colour: Colour | null;
  /** `bad` is worth a line always, `news` where it is shown how it goes, `detail` where nothing else shows that. */
  readonly weight: "bad" | "news" | "detail";
}

/** One event on one line; null where it is not worth one. @param batches how many there will be, about; null: not known. */
export function rolloutEventLine(event: RolloutEvent, batches: number | null): EventLine | null {
  switch (event.t) {
    case "planned": {
      const { header, resumed } = event;
      const goesOn = resumed ? ", goes on" : "";
      return news(
        `rollout ${header.id}${goesOn}: ${whatWords(header.kind, header.components)} on ${hostCount(header.hosts.length)}`,
      );
    }
    case "batch":
      return detail(`${batchWords(event.number, batches)}${event.canary ? ", canary" : ""}: ${foldHosts(event.hosts)}`);
    case "began":
      return event.again ? detail(`${event.host}: is asked what became of it`) : null;
    case "baked":
      return baked(event);
    case "settled":
      return settled(event);
    case "recalled":
      return detail(`${event.host}: was never asked; its turn comes again`);
    case "pause":
      return detail(`pause: ${humanDuration(event.length)}`);
    case "asking":
      return detail(`waits for an answer: ${event.done} done, ${event.left} left`);
    case "waiting":
      return {
        text: harmlessText(`waits, for ${humanDuration(event.within)} at the most: ${event.why}`),
        colour: "yellow",
        weight: "news",
      };
    case "interrupted":
      return bad(`interrupted: no new hosts${inFlight(event.inFlight)}`, "yellow");
    case "halted":
      return bad(`halted: ${event.why}`, "red");
    case "journal-failed":
      return bad(`no new hosts: the journal cannot be written: ${event.message}`, "red");
    case "accepted":
    case "operated":
    case "ready":
    case "not-attempted":
    case "finished":
      return null;
  }
}

/** One that has failed for it is told of as that. */
function baked({ host, components, message, fails }: RolloutEvent & { readonly t: "baked" }): EventLine | null {
  if (fails) return null;
  return message === "" ? detail(`${host}: ${bakedText(components)}`) : bad(`${host}: ${WORSE}: ${message}`, "yellow");
}

/** How a host is told of that uses clearly more than before, and has not failed for it. */
export const WORSE = "worse than before";

function settled({ host, outcome, message, took }: RolloutEvent & { readonly t: "settled" }): EventLine {
  if (outcome === "done") return { ...detail(`${host}: done in ${humanDuration(took)}`), colour: "green" };
  return bad(`${host}: ${outcomeText(outcome, message)}`, OUTCOME_COLOURS[outcome]);
}

/** `failed: is: not ready within 1m`; an agent that says itself that it failed is not repeated. */
export function outcomeText(outcome: string, message: string): string {
  const why = message.startsWith(`${outcome}: `) ? message.slice(outcome.length + 2) : message;
  return harmlessText(why === "" ? outcome : `${outcome}: ${why}`);
}

const inFlight = (hosts: readonly string[]): string =>
  hosts.length === 0 ? "" : `; waits for ${foldHosts(hosts)}, Ctrl-C again leaves ${hosts.length === 1 ? "it" : "them"} running`;

const bad = (text: string, colour: Colour): EventLine => ({ text: harmlessText(text), colour, weight: "bad" });
const news = (text: string): EventLine => ({ text: harmlessText(text), colour: null, weight: "news" });
const detail = (text: string): EventLine => ({ text: harmlessText(text), colour: null, weight: "detail" });
