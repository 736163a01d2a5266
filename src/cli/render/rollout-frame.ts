import { between } from "../../core/clock.ts";
import type { MonoMs } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import { cutTo, displayWidth } from "./display-width.ts";
import type { Paint } from "./paint.ts";
import { type Part, paintParts } from "./painted-parts.ts";
import type { FlightSeen, RolloutProgress } from "./rollout-progress.ts";
import { batchWords, flightWords, OUTCOME_COLOURS, wholeSeconds } from "./rollout-words.ts";

const MOST_FLIGHTS = 6;
const LONGEST_NAME = 32;
const BAR = 20;

/** How a rollout stands now, in at most ten lines of at most `width` columns; none before it was planned. */
export function rolloutFrame(progress: RolloutProgress, now: MonoMs, width: number, paint: Paint): readonly string[] {
  if (progress.policy === null) return [];
  const line = (parts: readonly Part[]) => paintParts(width, parts, paint);
  return [
    line(headParts(progress, now)),
    line(countParts(progress)),
    ...flightLines(progress, now, line),
    ...standstillParts(progress, now).map((part) => line([part])),
  ];
}

/** `[████████░░░░░░░░░░░░] 8 of 20 hosts  batch 4 of ~9  about 2m 10s left` */
function headParts(progress: RolloutProgress, now: MonoMs): readonly Part[] {
  const { done, failed, unreachable, unknown } = progress.counts;
  const bad = failed + unreachable + unknown;
  const total = done + bad + progress.flights.length + progress.left;
  const cells = (hosts: number) => Math.floor((BAR * hosts) / Math.max(1, total));
  const green = cells(done);
  const red = cells(done + bad) - green;
  const left = progress.leftTime(now);
  return [
    { text: "[" },
    { text: "█".repeat(green), colour: "green" },
    { text: "█".repeat(red), colour: "red" },
    { text: `${"░".repeat(BAR - green - red)}] ${done + bad} of ${total} hosts` },
    ...(progress.batch === 0 ? [] : [{ text: `  ${batchWords(progress.batch, progress.batches)}` }]),
    ...(left === null ? [] : [{ text: `  about ${wholeSeconds(left)} left` }]),
  ];
}

function countParts({ counts, flights, left }: RolloutProgress): readonly Part[] {
  const outcomes = (["done", "failed", "unreachable", "unknown"] as const).filter(
    (outcome) => outcome === "done" || counts[outcome] > 0,
  );
  return [
    ...outcomes.map((outcome) => ({ text: `${outcome} ${counts[outcome]}  `, colour: OUTCOME_COLOURS[outcome] })),
    { text: `in flight ${flights.length}  left ${left}` },
  ];
}

function flightLines(progress: RolloutProgress, now: MonoMs, line: (parts: readonly Part[]) => string): readonly string[] {
  const { flights, policy } = progress;
  const shown = flights.length <= MOST_FLIGHTS ? flights : flights.slice(0, MOST_FLIGHTS - 1);
  const rows = shown.map((flight) => ({
    name: cutTo(LONGEST_NAME, harmlessText(flight.host)),
    stage: flightWords(flight, now, policy),
    time: wholeSeconds(between(flight.since, now)),
    flight,
  }));
  const [names, stages] = [widest(rows.map(({ name }) => name)), widest(rows.map(({ stage }) => stage))];
  const lines = rows.map(({ name, stage, time, flight }) =>
    line([
      { text: `  ${padded(name, names)}  ` },
      { text: padded(stage, stages), colour: flight.stage === "staying" ? "green" : "yellow" },
      { text: `  ${time}`, colour: "dim" },
    ]),
  );
  const others = flights.slice(shown.length);
  return others.length === 0
    ? lines
    : [...lines, line([{ text: `  … and ${others.length} more: ${stageCounts(others, progress)}` }])];
}

/** `3 asked, 11 restarting`: how long each has to stay ready is left out. */
function stageCounts(flights: readonly FlightSeen[], { policy }: RolloutProgress): string {
  const counts = new Map<string, number>();
  for (const flight of flights) {
    const words = flight.stage === "staying" ? "must stay ready" : flightWords(flight, flight.stageSince, policy);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  return [...counts].map(([words, count]) => `${count} ${words}`).join(", ");
}

function standstillParts({ standstill }: RolloutProgress, now: MonoMs): readonly Part[] {
  if (standstill === null) return [];
  const { text, until } = standstill;
  const left = until === null ? "" : ` (${wholeSeconds(between(now, until))} at the most)`;
  return [{ text: `${harmlessText(text)}${left}`, colour: "yellow" }];
}

const widest = (texts: readonly string[]): number => texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);

const padded = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - displayWidth(text)));
