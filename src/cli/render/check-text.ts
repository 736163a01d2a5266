import type { Ms } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { HostAddress } from "../../core/inventory.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import type { Answer, Outcome } from "../../fleet/outcome.ts";
import { sameWords } from "../../fleet/same-words.ts";
import { spanOf } from "../../fleet/span.ts";
import type { Colour, Paint } from "./paint.ts";
import { type Column, renderTable } from "./table.ts";

/** What is shown of a host that answered. */
export interface ReachedHost {
  readonly within: Ms;
  readonly version: string;
}

export interface CheckTextOptions {
  readonly paint: Paint;
  /** Whether hosts that answered the same have a line together. */
  readonly fold: boolean;
  readonly addressOf: (host: string) => HostAddress | null;
}

type ReachedAnswer = Answer<ReachedHost>;

/** Hosts that answered the same, but for how long it took. */
interface Line {
  readonly answers: readonly ReachedAnswer[];
  /** Version, or what came instead: for several hosts with HOST where the name of one stood. */
  readonly what: string;
}

/** Which hosts were reached, as a table, and under it how many. The largest group comes first, so whoever deviates stands last. */
export function checkText(answers: readonly ReachedAnswer[], { paint, fold, addressOf }: CheckTextOptions): string {
  const groups = new Map<string, ReachedAnswer[]>();
  for (const answer of answers) {
    const key = fold ? JSON.stringify([answer.outcome, whatOf(answer, addressOf)]) : answer.host;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [answer]);
    else group.push(answer);
  }
  const lines = [...groups.values()].map((members): Line => {
    const [first] = members as [ReachedAnswer];
    return { answers: members, what: members.length === 1 ? whatWasSaid(first) : whatOf(first, addressOf) };
  });
  if (fold) lines.sort((a, b) => b.answers.length - a.answers.length);
  return [...renderTable(COLUMNS, lines, { width: null, paint, head: true }), paint("dim", counts(answers))].join("\n");
}

const whatWasSaid = (answer: ReachedAnswer): string =>
  answer.outcome === "ok" ? `agent ${answer.value.version || "of an unknown version"}` : answer.error.message;

const whatOf = (answer: ReachedAnswer, addressOf: CheckTextOptions["addressOf"]): string =>
  answer.outcome === "ok"
    ? whatWasSaid(answer)
    : sameWords(whatWasSaid(answer), { name: answer.host, address: addressOf(answer.host) });

const COLOURS: Readonly<Record<Outcome, Colour>> = { ok: "green", failed: "red", unreachable: "red", unknown: "yellow" };

const outcomeOf = ({ answers: [first] }: Line): Outcome => first?.outcome ?? "unknown";

const COLUMNS: readonly Column<Line>[] = [
  { head: "HOSTS", align: "left", cell: ({ answers }) => ({ text: foldHosts(answers.map(({ host }) => host)) }) },
  { head: "OUTCOME", align: "left", cell: (line) => ({ text: outcomeOf(line), colour: COLOURS[outcomeOf(line)] }) },
  { head: "TIME", align: "right", cell: ({ answers }) => timeCell(answers) },
  { head: "ANSWER", align: "left", cell: ({ what }) => ({ text: harmlessText(what) }) },
];

function timeCell(answers: readonly ReachedAnswer[]) {
  const span = spanOf(answers.map((answer) => (answer.outcome === "ok" ? Math.round(answer.value.within) : null)));
  if (span === null) return { text: "-", colour: "dim" as const };
  return { text: span.least === span.most ? `${span.least} ms` : `${span.least}-${span.most} ms` };
}

/** `18 ok, 2 unreachable` */
function counts(answers: readonly ReachedAnswer[]): string {
  const outcomes = Object.keys(COLOURS) as Outcome[];
  return outcomes
    .map((outcome) => ({ outcome, count: answers.filter((answer) => answer.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome}`)
    .join(", ");
}
