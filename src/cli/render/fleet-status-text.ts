import type { HostAddress } from "../../core/inventory.ts";
import type { HostStatus } from "../../core/status.ts";
import { type AnswerGroup, foldAnswers } from "../../fleet/fold-answers.ts";
import type { Answer } from "../../fleet/outcome.ts";
import type { Aim } from "../fleet/aim.ts";
import type { HostAnswer } from "../host-answer.ts";
import { fleetSum } from "./fleet-sum.ts";
import { groupBlock } from "./group-block.ts";
import { hostRows } from "./host-rows.ts";
import type { TextOptions } from "./status-text.ts";

/** What rendering needs beside the data. */
export interface FleetTextOptions extends TextOptions {
  /** Whether hosts that answered the same are told of together. */
  readonly fold: boolean;
  readonly aim: Aim;
  readonly addressOf: (host: string) => HostAddress | null;
}

/** What `status` says of several hosts, given in the order of the inventory: every host, and a sum; without an end of line. */
export function fleetStatusText(answers: readonly HostAnswer<HostStatus>[], options: FleetTextOptions): string {
  const sum = fleetSum(answers, options.width, options.paint);
  if (!options.fold) return [...hostRows(answers, options), "", ...sum].join("\n");
  const groups = foldAnswers(answers.map(hasOwnConfigs(answers) ? withoutConfig : asAnswer), options.addressOf);
  const told = new Map(answers.map(({ host, value }) => [host, value]));
  const differ = {
    version: differs(groups, ({ version }) => version),
    config: differs(groups, ({ configHash }) => configHash),
  };
  const blocks = groups.map((group) => {
    const only = group.names.length === 1 ? (told.get(group.names[0] as string) ?? null) : null;
    return groupBlock(group, only, { ...options, differ });
  });
  return [...spaced(blocks), "", ...sum].join("\n");
}

function differs(groups: readonly AnswerGroup[], of: (supervisor: NonNullable<AnswerGroup["supervisor"]>) => string): boolean {
  return new Set(groups.flatMap(({ supervisor }) => (supervisor === null ? [] : [of(supervisor)]))).size > 1;
}

/** A line between blocks, except between those of a line or two. */
function spaced(blocks: readonly (readonly string[])[]): readonly string[] {
  return blocks.flatMap((block, at) => {
    const before = blocks[at - 1];
    return before !== undefined && (before.length > SHORT || block.length > SHORT) ? ["", ...block] : block;
  });
}

const SHORT = 2;

/**
 * Whether most hosts have a configuration that no other has, as where it lies in a folder of their own. Then that one differs
 * says nothing of it; the sum says how many there are.
 */
function hasOwnConfigs(answers: readonly HostAnswer<HostStatus>[]): boolean {
  const hashes = answers.flatMap(({ value }) => (value === null ? [] : [value.supervisor.configHash]));
  return new Set(hashes).size * 2 > hashes.length;
}

function withoutConfig(answer: HostAnswer<HostStatus>): Answer<HostStatus> {
  const { value } = answer;
  return asAnswer(
    value === null ? answer : { ...answer, value: { ...value, supervisor: { ...value.supervisor, configHash: "" } } },
  );
}

function asAnswer({ host, outcome, value, error }: HostAnswer<HostStatus>): Answer<HostStatus> {
  if (outcome === "ok" && value !== null) return { host, outcome, value };
  if (error === null || outcome === "ok") throw new Error(`${host} has neither an answer nor a reason`);
  return { host, outcome, error };
}
