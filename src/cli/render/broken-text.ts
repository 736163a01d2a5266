import { harmlessText } from "../../core/harmless-text.ts";
import type { Lease } from "../../core/lease.ts";
import type { HostAnswer } from "../host-answer.ts";
import { hostCount, outcomeCounts } from "./fleet-sum.ts";
import { hostHeading } from "./host-heading.ts";
import type { Paint } from "./paint.ts";
import { foldReasons } from "./same-reason.ts";

/** Whose locks were broken where, and a sum over all hosts. */
export function brokenText(
  answers: readonly HostAnswer<Lease>[],
  options: { readonly width: number | null; readonly paint: Paint },
): string {
  const broken = answers.flatMap(({ host, value }) =>
    value === null ? [] : [{ name: host, why: `lock of rollout ${value.id} of ${value.by} broken` }],
  );
  const lines = foldReasons(broken, { ids: "differ" }).flatMap((group) =>
    hostHeading(
      group,
      { first: harmlessText(group.why), mark: { text: "broken", colour: "green" }, more: [] },
      { ...options, cut: false },
    ),
  );
  return [...lines, `${hostCount(answers.length)}: ${outcomeCounts(answers, options.paint)}`].join("\n");
}
