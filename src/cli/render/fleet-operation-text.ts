import { harmlessLine, harmlessText } from "../../core/harmless-text.ts";
import type { HostAddress } from "../../core/inventory.ts";
import type { Operation, OperationKind } from "../../core/operation.ts";
import type { Aim } from "../fleet/aim.ts";
import type { HostAnswer } from "../host-answer.ts";
import { isNotAttempted } from "../not-attempted.ts";
import { NOT_RUNNING } from "../not-running.ts";
import { errorBlock } from "./error-block.ts";
import { hostCount } from "./fleet-sum.ts";
import { hostHeading } from "./host-heading.ts";
import { type Did, type OperationGroup, operationGroups } from "./operation-groups.ts";
import type { Paint } from "./paint.ts";
import { tookSpan } from "./span-text.ts";

/** What rendering needs beside the data. */
export interface OperationTextOptions {
  readonly width: number | null;
  readonly paint: Paint;
  readonly aim: Aim;
  readonly addressOf: (host: string) => HostAddress | null;
  /** Whether hosts with the same result are told of together. */
  readonly fold: boolean;
  /** Whether all names are there, however many lines they take. */
  readonly wide: boolean;
}

/** So many hosts have the end of a log shown; of the others the reason has to do. */
const MOST_TAILS = 5;

/** What was done, a line for hosts with the same result; empty where nothing was. */
export function doneText(kind: OperationKind, answers: readonly HostAnswer<Operation>[], options: OperationTextOptions): string {
  const done = answers.filter(({ outcome }) => outcome === "ok");
  return groupsOf(done, options)
    .flatMap((group) => {
      const first = group.did === null ? "ok" : `${sentence(kind, group.did)}${took(group)}`;
      return hostHeading(group, { first, mark: { text: first, colour: "green" }, more: [] }, { ...options, cut: !options.wide });
    })
    .join("\n");
}

/** Hosts of which it is not certain that it was done, and why; the reason of each, and the end of a log for a few. */
export function undoneText(
  kind: OperationKind,
  answers: readonly HostAnswer<Operation>[],
  options: OperationTextOptions,
): string {
  let tails = 0;
  const undone = answers.filter(({ outcome }) => outcome !== "ok");
  const tried = undone.filter(({ error }) => !isNotAttempted(error));
  const untried = undone.filter(({ error }) => isNotAttempted(error)); // why it stopped comes before whom it left out
  return [...groupsOf(tried, options), ...groupsOf(untried, { ...options, fold: true })]
    .flatMap((group) => {
      if (group.error !== null) return errorBlock({ ...group, error: group.error }, options);
      const colour = group.outcome === "unknown" ? "yellow" : "red";
      const { first, more } = whyUndone(kind, group);
      const mark = { text: `${group.did?.result ?? group.outcome}:`, colour } as const;
      const tail = tails < MOST_TAILS ? tailOf(group) : [];
      if (tail.length > 0) tails++;
      return hostHeading(group, { first, mark, more: [...more, ...tail] }, { ...options, cut: false });
    })
    .join("\n");
}

/** `20 hosts: 3 done, 1 failed, 16 not attempted` */
export function operationSum(answers: readonly HostAnswer<Operation>[], paint: Paint): string {
  const untried = answers.filter(({ error }) => isNotAttempted(error)).length;
  const count = (outcome: string) => answers.filter((answer) => answer.outcome === outcome).length;
  const parts = [
    paint("green", `${count("ok")} done`),
    ...some(count("failed"), (n) => paint("red", `${n} failed`)),
    ...some(count("unreachable") - untried, (n) => paint("red", `${n} unreachable`)),
    ...some(count("unknown"), (n) => paint("yellow", `${n} unknown`)),
    ...some(untried, (n) => `${n} not attempted`),
  ];
  return `${hostCount(answers.length)}: ${parts.join(", ")}`;
}

const some = (count: number, say: (count: number) => string): readonly string[] => (count === 0 ? [] : [say(count)]);

const groupsOf = (answers: readonly HostAnswer<Operation>[], { fold, addressOf }: OperationTextOptions) =>
  fold ? operationGroups(answers, addressOf) : answers.flatMap((answer) => operationGroups([answer], addressOf));

const took = ({ took: span, did }: OperationGroup): string =>
  span === null || (did?.components ?? []).every(({ action }) => action === "unchanged") ? "" : ` in ${tookSpan(span)}`;

const PAST = { start: "started", stop: "stopped", restart: "restarted" } as const satisfies Record<OperationKind, string>;

/** `is, svg restarted; ps started`; what the agents say where it is more than that, or nothing was to be done. */
function sentence(kind: OperationKind, { components, message }: Did): string {
  const byAction = new Map<string, string[]>();
  for (const { name, action } of components) {
    if (action !== "unchanged") byAction.set(action, [...(byAction.get(action) ?? []), harmlessText(name)]);
  }
  const acted = [...byAction].map(([action, names]) => `${names.join(", ")} ${action}`).join("; ");
  const said = harmlessText(message);
  if (acted === "") return said || (kind === "stop" ? NOT_RUNNING : PAST[kind]);
  return said === "" || said === PAST[kind] ? acted : `${said}: ${acted}`;
}

/** `failed: is: not ready within 1m` */
function whyUndone(kind: OperationKind, { did, outcome, names, first }: OperationGroup) {
  if (did === null) return { first: `${outcome}: the host told nothing`, more: [] };
  if (did.result === "running") {
    const id = names.length === 1 && first !== null ? ` (operation ${harmlessText(first.id)})` : "";
    return { first: `running: the ${kind} goes on on the agent${id}`, more: [] };
  }
  const failed = did.components.filter(({ action }) => action === "failed");
  const reasons = failed.map(({ name, error }) => harmlessText(`${name}: ${error ?? "no reason was given"}`));
  const [reason = harmlessText(did.message) || "no reason was given", ...more] = reasons;
  return { first: `${did.result}: ${reason}`, more };
}

/** The end of the log of each component that failed on the first host of the group. */
function tailOf({ first, names }: OperationGroup): readonly string[] {
  const failed = (first?.components ?? []).filter(({ action, logTail }) => action === "failed" && logTail.length > 0);
  const where = names.length === 1 ? "" : ` on ${harmlessText(names[0] ?? "")}`;
  return failed.flatMap(({ name, logTail, logFile }) => [
    `the last lines of the log of ${harmlessText(name)}${where}:`,
    ...logTail.map((line) => `  ${harmlessLine(line)}`),
    ...(logFile === "" ? [] : [`log: ${harmlessText(logFile)}`]),
  ]);
}
