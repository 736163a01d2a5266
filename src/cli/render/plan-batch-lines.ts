import { humanDuration } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import type { PlannedBatch } from "../../fleet/rollout/plan-batches.ts";
import { spanOf } from "../../fleet/span.ts";
import { cutTo, displayWidth } from "./display-width.ts";
import { hostCount } from "./fleet-sum.ts";
import type { Paint } from "./paint.ts";
import { countSpan, tookSpan } from "./span-text.ts";

/** Up to so many batches have a line each. */
const ALL_SHOWN = 10;
/** Of more, so many at the beginning, beside the canaries, and at the end. */
const FIRST = 3;
const LAST = 2;

interface Row {
  readonly label: string;
  readonly hosts: string;
  readonly time: string;
}

/** A line per batch; of many alike the middle has one together. Batches are numbered as they are while it runs, canaries included. */
export function batchLines(
  batches: readonly PlannedBatch[],
  { width, paint }: { readonly width: number | null; readonly paint: Paint },
): readonly string[] {
  const rows = rowsOf(batches);
  const labels = Math.max(...rows.map(({ label }) => displayWidth(label)));
  const times = Math.max(...rows.map(({ time }) => displayWidth(time)));
  const longest = Math.max(...rows.map(({ hosts }) => displayWidth(hosts)));
  const room = width === null ? longest : Math.max(8, Math.min(longest, width - labels - times - 4));
  return rows.map(({ label, hosts, time }) => {
    const shown = cutTo(room, hosts);
    const gap = " ".repeat(room - displayWidth(shown));
    return `${paint("bold", label.padEnd(labels))}  ${shown}${time === "" ? "" : `${gap}  ${paint("dim", time)}`}`;
  });
}

function rowsOf(batches: readonly PlannedBatch[]): readonly Row[] {
  const canaries = batches.filter(({ canary }) => canary).length;
  const row = (batch: PlannedBatch, at: number) => rowOf(batch, at, canaries);
  if (batches.length <= ALL_SHOWN) return batches.map(row);
  const from = Math.min(canaries, ALL_SHOWN) + FIRST;
  const to = batches.length - LAST;
  if (to - from < 2) return batches.map(row);
  return [
    ...batches.slice(0, from).map(row),
    middleRow(batches.slice(from, to), from),
    ...batches.slice(to).map((batch, at) => row(batch, to + at)),
  ];
}

function rowOf({ canary, hosts, expected }: PlannedBatch, at: number, canaries: number): Row {
  return {
    label: canary ? (canaries === 1 ? "canary" : `canary ${at + 1}`) : `batch ${at + 1}`,
    hosts: labelled(hosts),
    time: expected === null ? "" : `about ${humanDuration(expected)}`,
  };
}

/** Names give way to the width; how many hosts they are stands before them. */
function middleRow(batches: readonly PlannedBatch[], from: number): Row {
  const sizes = spanOf(batches.map(({ hosts }) => hosts.length));
  const times = spanOf(batches.map(({ expected }) => expected));
  const all = batches.flatMap(({ hosts }) => hosts);
  return {
    label: `batches ${from + 1}-${from + batches.length}`,
    hosts: `${hostCount(all.length)}, ${sizes === null ? "" : countSpan(sizes)} at once: ${harmlessText(foldHosts(all))}`,
    time: times === null ? "" : `about ${tookSpan(times)} each`,
  };
}

const labelled = (hosts: readonly string[]): string =>
  `${hosts.length === 1 ? "" : `${hostCount(hosts.length)}: `}${harmlessText(foldHosts(hosts))}`;
