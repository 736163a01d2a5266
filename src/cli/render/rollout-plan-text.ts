import { humanDuration } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import type { RolloutPlan } from "../../fleet/rollout/plan-batches.ts";
import { policyText } from "../../fleet/rollout/policy-text.ts";
import type { RolloutPolicy } from "../../fleet/rollout/rollout-policy.ts";
import type { Aim } from "../fleet/aim.ts";
import { wrapTo } from "./display-width.ts";
import { hostCount } from "./fleet-sum.ts";
import { hostHeading } from "./host-heading.ts";
import type { Paint } from "./paint.ts";
import { batchLines } from "./plan-batch-lines.ts";
import { foldReasons } from "./same-reason.ts";

/** What rendering needs beside the plan. */
export interface PlanTextOptions {
  /** Null: any, and nothing is cut. */
  readonly width: number | null;
  readonly paint: Paint;
  /** With it, it is said how to look at hosts that are out. */
  readonly aim?: Aim;
}

const INDENT = "  ";

/** What a rollout would do: its rules, what is out already, its batches, who would have no turn, and how long it will take. */
export function planText(plan: RolloutPlan, policy: RolloutPolicy, options: PlanTextOptions): string {
  const { paint, width } = options;
  const inner = { width: width === null ? null : width - INDENT.length, paint };
  const section = (head: string, lines: readonly string[]) => [paint("bold", head), ...lines.map((line) => INDENT + line)];
  return [
    ...section(
      `${policy.kind} on ${hostCount(policy.total)}:`,
      policyText(policy).flatMap((rule) => wrapped(rule, inner.width)),
    ),
    ...(plan.out.length === 0 ? [] : section(outHead(plan, policy), outLines(plan, { ...options, ...inner }))),
    ...(plan.batches.length === 0
      ? []
      : section(`${plan.batches.length === 1 ? "1 batch" : `${plan.batches.length} batches`}:`, batchLines(plan.batches, inner))),
    ...stuckLines(plan, options),
    ...wrapped(forecastText(plan), width),
  ].join("\n");
}

/** What a start or a stop finds out of service uses up nothing where all may be. */
function outHead({ out }: RolloutPlan, { maxUnavailable, total, kind }: RolloutPolicy): string {
  const budget = kind === "restart" || maxUnavailable < total ? `, and at most ${maxUnavailable} may be` : "";
  return `${out.length} of ${hostCount(total)} out already${budget}:`;
}

function outLines({ out }: RolloutPlan, { aim, ...options }: PlanTextOptions): readonly string[] {
  const groups = foldReasons(out.map(({ host, why }) => ({ name: host, why: why || "out of service" })));
  const lines = groups.flatMap((group) =>
    hostHeading(group, { first: harmlessText(group.why), mark: null, more: [] }, { ...options, cut: false }),
  );
  return aim === undefined
    ? lines
    : [...lines, options.paint("dim", `see: ${aim(foldHosts(out.map(({ host }) => host)))} status`)];
}

function stuckLines({ stuck }: RolloutPlan, options: PlanTextOptions): readonly string[] {
  if (stuck === null) return [];
  const { hosts, why } = stuck;
  const [group] = foldReasons(hosts.map((name) => ({ name, why: "no turn" })));
  const reason = wrapped(`because ${why}`, options.width === null ? null : options.width - INDENT.length);
  if (group === undefined) return [options.paint("yellow", `it would stop: ${harmlessText(why)}`)];
  const said = { first: "no turn, unless that changes:", mark: { text: "no turn", colour: "yellow" as const }, more: reason };
  return hostHeading(group, said, { ...options, cut: false });
}

/** What it is based on is a part of it: few known hosts make a weak forecast. */
function forecastText({ forecast }: RolloutPlan): string {
  if (forecast === null) return "how long it will take is not known: no host has told how long it took before";
  const { total, known, of } = forecast;
  const basis =
    known === of
      ? of === 1
        ? "it took before"
        : `all ${of} took before`
      : `${known} of ${hostCount(of)} took before, the others taken as those`;
  return `about ${humanDuration(total)} in all, by what ${basis}`;
}

const wrapped = (text: string, width: number | null): readonly string[] =>
  wrapTo(width ?? Number.POSITIVE_INFINITY, harmlessText(text));
