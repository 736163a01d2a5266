import type { ExitCode } from "../../core/exit-code.ts";
import type { HostStatus } from "../../core/status.ts";
import type { DiffGroup, HostDiff } from "../../fleet/diff-hosts.ts";
import { frameOf, type HostObject, plainObject } from "../frame.ts";
import type { HostAnswer } from "../host-answer.ts";
import { type StructuredFormat, writeData, writeFrame } from "../structured-output.ts";

/** A comparison as it is shown. */
export interface ShownDiff {
  readonly diff: HostDiff;
  /** The host that the others are compared with; null: what most have. */
  readonly against: string | null;
  /** Hosts of which nothing is known. */
  readonly unknown: readonly string[];
  /** How many were asked. */
  readonly hosts: number;
}

/** The comparison for programs: in one document also each value with its hosts, in lines the hosts alone. */
export async function writeDiff(
  { diff, against }: ShownDiff,
  answers: readonly HostAnswer<HostStatus>[],
  exitCode: ExitCode | 130 | 143,
  format: StructuredFormat,
): Promise<string> {
  const groups = new Map(diff.groups.flatMap((group) => group.names.map((name) => [name, group] as const)));
  const frame = frameOf(
    "diff",
    exitCode,
    answers.map((answer) => hostObject(answer, groups.get(answer.host))),
  );
  if (format === "jsonl") return await writeFrame(frame, format);
  const { hosts, ...head } = frame;
  const aspects = diff.aspects.map(({ about, reference, values }) => ({ about, reference, alike: values.length <= 1, values }));
  return await writeData({ ...head, against, aspects, groups: diff.groups.map(groupObject), hosts }, format);
}

const groupObject = ({ names, values, deviations }: DiffGroup) => ({
  hosts: names,
  values: Object.fromEntries(values),
  deviations,
});

function hostObject({ host, outcome, error }: HostAnswer<HostStatus>, group: DiffGroup | undefined): HostObject {
  const value =
    group === undefined
      ? null
      : { differs: group.deviations.length > 0, values: Object.fromEntries(group.values), deviations: group.deviations };
  return plainObject({ host, outcome, value, error });
}
