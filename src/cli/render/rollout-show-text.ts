import { humanDuration, ms } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { RolloutStanding } from "../../fleet/rollout/list-rollouts.ts";
import { policyText } from "../../fleet/rollout/policy-text.ts";
import type { RolloutState } from "../../fleet/rollout/rollout-state.ts";
import type { RolloutCommands } from "../rollout/rollout-commands.ts";
import { wrapTo } from "./display-width.ts";
import { joinTo } from "./fleet-sum.ts";
import type { Paint } from "./paint.ts";
import { accountLines, accountSum, timesText } from "./rollout-accounts-text.ts";
import { whatIsLeft } from "./rollout-next.ts";
import { momentText, STANDING_COLOURS } from "./rollout-table.ts";
import { whatWords } from "./rollout-words.ts";

/** How it is laid out. */
export interface ShowTextOptions {
  readonly width: number | null;
  readonly paint: Paint;
}

const MEANS = {
  finished: "every host has had its turn",
  running: "a process works on it",
  halted: "no further host is begun",
  interrupted: "somebody asked for no new hosts",
  left: "hosts in flight were not waited for",
  died: "its process was killed",
  aborted: "nobody can go on with it",
} as const satisfies Record<RolloutStanding, string>;

/** A rollout as its journal tells it: what it is, its rules, every host once, how it ended, and what to type next. */
export function rolloutShowText(
  { state, standing }: { readonly state: RolloutState; readonly standing: RolloutStanding },
  commands: RolloutCommands,
  options: ShowTextOptions,
): string {
  const { paint, width } = options;
  const wrapped = (text: string) => wrapTo(width ?? Number.POSITIVE_INFINITY, harmlessText(text));
  const isRunning = standing === "running";
  const inFlight = isRunning
    ? "in flight"
    : `unknown: in flight when it ended${state.aborted === null ? "; resuming asks what became of it" : ""}`;
  const times = timesText(state);
  const lasted = humanDuration(ms(Math.max(0, state.lastAt.getTime() - state.begunAt.getTime())));
  const moments = `${lasted} from ${momentText(state.begunAt)} to ${momentText(state.lastAt)}`;
  return [
    `${paint("bold", `rollout ${harmlessText(state.header.id)}`)}: ${paint(STANDING_COLOURS[standing], standing)}, ${MEANS[standing]}`,
    ...about(state).flatMap(wrapped),
    ...policyText(state.policy).flatMap((rule) => wrapped(rule).map((line) => `  ${line}`)),
    "",
    ...accountLines(state, { ...options, inFlight }),
    ...joinTo(width, [accountSum(state, paint), ...(times === null ? [] : [times])]),
    ...wrapped(moments),
    ...whyText(state).flatMap(wrapped),
    ...(isRunning ? [] : whatIsLeft(state, state.end?.result ?? null, commands)),
  ].join("\n");
}

function about({ header }: RolloutState): readonly string[] {
  const { kind, components, by, reason, retryOf, notes } = header;
  const where = notes["inventory"] ?? notes["context"];
  return [
    `${whatWords(kind, components)}, by ${by}${reason === "" ? "" : `: ${reason}`}`,
    ...(where === undefined ? [] : [`${notes["inventory"] === undefined ? "context" : "inventory"}: ${where}`]),
    ...(retryOf === null ? [] : [`tries hosts of rollout ${retryOf} again`]),
  ];
}

function whyText({ end, aborted }: RolloutState): readonly string[] {
  if (aborted !== null) {
    const why = aborted.why === "" ? "" : `: ${aborted.why}`;
    return [`aborted by ${aborted.by} at ${momentText(aborted.at)}${why}`];
  }
  return end === null || end.why === "" ? [] : [`${end.result}: ${end.why}`];
}
