import { harmlessText } from "../../core/harmless-text.ts";
import type { HostStatus } from "../../core/status.ts";
import type { AnswerGroup, ComponentGroup, SupervisorGroup } from "../../fleet/fold-answers.ts";
import { isWell } from "../exit-codes.ts";
import type { Aim } from "../fleet/aim.ts";
import { NOT_RUNNING } from "../not-running.ts";
import { wrapTo } from "./display-width.ts";
import { errorBlock } from "./error-block.ts";
import { GROUP_COLUMNS, WIDE_GROUP_COLUMNS } from "./group-columns.ts";
import { hostHeading, type Said } from "./host-heading.ts";
import { durationSpan } from "./span-text.ts";
import { stateColour } from "./status-table.ts";
import { IS, type TextOptions, troubleLines } from "./status-text.ts";
import { renderTable } from "./table.ts";

/** What a block needs beside its group. */
export interface BlockOptions extends TextOptions {
  readonly aim: Aim;
  /** Whether hosts differ in the version of their agents, in their configurations: then each block tells its own. */
  readonly differ: { readonly version: boolean; readonly config: boolean };
}

const INDENT = "  ";
const SHORT_HASH = 15; // sha256: and eight digits

/** One group of hosts: who, how they are, their components; what is wrong, and what to do next. @param only where it is one host, what it said. */
export function groupBlock(group: AnswerGroup, only: HostStatus | null, options: BlockOptions): readonly string[] {
  const { error, supervisor, components } = group;
  if (error !== null) return errorBlock({ ...group, error }, options);
  if (supervisor === null) return hostHeading(group, { first: group.outcome, mark: null, more: [] }, { ...options, cut: false });
  const unwell = components.filter((component) => !isWell(component));
  const running = supervisor.state === "running";
  const heading = hostHeading(group, headline(supervisor, unwell, options), {
    ...options,
    cut: !options.wide && running && unwell.length === 0,
  });
  const inner = running ? [...table(components, options), ...troubles(unwell, only, options)] : [];
  const warnings = group.warnings.map((warning) => options.paint("yellow", `warning: ${harmlessText(warning)}`));
  const next = nextCommands(group, unwell, options.aim).map((line) => options.paint("dim", line));
  return [...heading, ...[...inner, ...warnings, ...next].map((line) => (line === "" ? line : INDENT + line))];
}

function headline(supervisor: SupervisorGroup, unwell: readonly ComponentGroup[], { differ }: BlockOptions): Said {
  const { state, uptimeSeconds, version, configHash } = supervisor;
  const mark = stateMark(state, unwell);
  const first = [
    mark.text,
    ...(state !== "running" || uptimeSeconds === null ? [] : [`up ${durationSpan(uptimeSeconds)}`]),
    ...(differ.version ? [`version ${harmlessText(version) || "not known"}`] : []),
    ...(differ.config ? [`configuration ${harmlessText(configHash).slice(0, SHORT_HASH) || "none"}`] : []),
  ].join(", ");
  return { first, mark, more: [] };
}

function stateMark(state: SupervisorGroup["state"], unwell: readonly ComponentGroup[]): NonNullable<Said["mark"]> {
  if (state === "stopped") return { text: NOT_RUNNING, colour: "yellow" };
  if (state === "dead") return { text: "Server Supervisor is dead", colour: "red" };
  if (unwell.length === 0) return { text: "running, ready", colour: "green" };
  const bad = unwell.some(({ state: its }) => its === "failed" || its === "backoff");
  const each = unwell.map((component) => `${harmlessText(component.name)} ${IS[component.state]}`);
  return { text: each.join(", "), colour: bad ? "red" : "yellow" };
}

const table = (components: readonly ComponentGroup[], { wide, width, paint }: BlockOptions): readonly string[] =>
  components.length === 0
    ? []
    : renderTable(wide ? WIDE_GROUP_COLUMNS : GROUP_COLUMNS, components, {
        width: width === null ? null : width - INDENT.length,
        paint,
        head: true,
      });

function troubles(unwell: readonly ComponentGroup[], only: HostStatus | null, options: BlockOptions): readonly string[] {
  const width = (options.width ?? Number.POSITIVE_INFINITY) - INDENT.length;
  return unwell.flatMap((component) => {
    const alone = only?.components.find(({ name }) => name === component.name);
    if (alone !== undefined) return troubleLines(alone, { ...options, width });
    const is = IS[component.state];
    const why =
      component.reason === null ? is : component.reason.startsWith(is) ? component.reason : `${is}; ${component.reason}`;
    const [first = "", ...rest] = wrapTo(width, harmlessText(`${component.name}: ${why}`));
    return [options.paint(stateColour(component), first), ...rest.map((line) => INDENT + line)];
  });
}

function nextCommands({ hosts, supervisor }: AnswerGroup, unwell: readonly ComponentGroup[], aim: Aim): readonly string[] {
  if (supervisor?.state !== "running") return [`to start it: ${aim(hosts)} start`];
  const names = unwell.filter(({ desired }) => desired === "up").map(({ name }) => harmlessText(name));
  return names.length === 0 ? [] : [`see: ${aim(hosts)} logs ${names.join(" ")}`];
}
