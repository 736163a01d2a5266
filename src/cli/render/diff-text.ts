import { harmlessText } from "../../core/harmless-text.ts";
import { areAlike, type Deviation, type DiffAspect, type DiffGroup } from "../../fleet/diff-hosts.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import type { ShownDiff } from "../insight/diff-frame.ts";
import { wrapTo } from "./display-width.ts";
import { hostCount } from "./fleet-sum.ts";
import { type HeadingOptions, hostHeading, type Said } from "./host-heading.ts";

/** What rendering needs beside the data. */
export interface DiffTextOptions extends Omit<HeadingOptions, "cut"> {
  /** Whole hashes, and the values of every host that deviates. */
  readonly wide: boolean;
  /** Whether hosts that are alike are told of together. */
  readonly fold: boolean;
}

const INDENT = "  ";
const SHORT_HASH = 12;
/** How many values without a majority are listed unless all are asked for. */
const MOST_VALUES = 4;

/** What `diff` says of the hosts that told how they are set up: who is alike, who deviates in what, and a sum; without an end of line. */
export function diffText(shown: ShownDiff, options: DiffTextOptions): string {
  const { diff, against } = shown;
  const split = against === null ? diff.aspects.filter(({ values, reference }) => reference === null && values.length > 1) : [];
  const folded = split.length > 0 ? asOne(diff.groups) : diff.groups;
  const groups = options.fold ? folded : diff.groups.flatMap(eachHost);
  const blocks = groups.map((group) => hostHeading(group, said(group, shown, split, options), { ...options, cut: false }));
  return [...blocks.flat(), ...split.flatMap((aspect) => splitLines(aspect, options)), ...sum(shown, split, options)].join("\n");
}

const eachHost = (group: DiffGroup): readonly DiffGroup[] =>
  group.names.map((name) => ({ ...group, hosts: name, names: [name] }));

/** Where there is no majority, those that do not deviate from one are told of together: in what they are alike. */
function asOne(groups: readonly DiffGroup[]): readonly DiffGroup[] {
  const even = groups.filter(({ deviations }) => deviations.length === 0);
  const [first] = even;
  if (first === undefined) return groups;
  const names = even.flatMap((group) => group.names);
  return [{ ...first, names, hosts: foldHosts(names) }, ...groups.filter(({ deviations }) => deviations.length > 0)];
}

function said(group: DiffGroup, shown: ShownDiff, split: readonly DiffAspect[], options: DiffTextOptions): Said {
  const { deviations, values } = group;
  if (deviations.length > 0) {
    const each = deviations.flatMap((deviation) => differenceWords(deviation, options.wide));
    const mark = { text: "differs:", colour: "yellow" as const };
    return {
      first: `${mark.text} ${each.join("; ")}`,
      mark,
      more: options.wide ? wrapped(setUp(values, [], options), options) : [],
    };
  }
  const has = setUp(values, split, options);
  if (split.length > 0) return { first: has === "" ? "alike in nothing" : `alike in ${has}`, mark: null, more: [] };
  const mark = { text: likeWords(group, shown), colour: "green" as const };
  return { first: mark.text, mark, more: wrapped(has, options) };
}

function likeWords({ names }: DiffGroup, { diff, against, unknown, hosts }: ShownDiff): string {
  if (against === null) return !areAlike(diff) ? "as most" : hosts - unknown.length === 1 ? "nothing to compare with" : "alike";
  if (!names.includes(against)) return `as ${against}`;
  return names.length === 1 ? "what the others are compared with" : `as ${against}, which is one of them`;
}

/** `version 1.2.0, configuration 1a2b3c4d5e6f, components is ps svg`, and what is to be down; but what is told of apart. */
function setUp(values: ReadonlyMap<string, string>, split: readonly DiffAspect[], { wide }: DiffTextOptions): string {
  const apart = new Set(split.map(({ about }) => about));
  return [...values]
    .filter(([about, value]) => !apart.has(about) && (!about.startsWith(DESIRED) || value === "down"))
    .map(([about, value]) => aboutWords(about, value, wide))
    .join(", ");
}

const DESIRED = "desired.";

function aboutWords(about: string, value: string, wide: boolean): string {
  if (about.startsWith(DESIRED)) return harmlessText(`${about.slice(DESIRED.length)} asked to be ${value}`);
  if (about === "components" && value === "") return "no components";
  return `${about} ${valueWords(about, value, wide)}`;
}

function valueWords(about: string, value: string, wide: boolean): string {
  if (value === "") return about === "version" ? "not known" : "none";
  if (about !== "configuration" || wide) return harmlessText(value);
  return harmlessText(value.replace(/^sha256:/, "").slice(0, SHORT_HASH));
}

function differenceWords({ about, value, expected }: Deviation, wide: boolean): readonly string[] {
  if (about !== "components") return [`${aboutWords(about, value, wide)}, not ${valueWords(about, expected, wide)}`];
  const [own, usual] = [value.split(" "), expected.split(" ")].map((words) => words.filter((word) => word !== ""));
  const missing = usual?.filter((name) => own?.includes(name) !== true) ?? [];
  const added = own?.filter((name) => usual?.includes(name) !== true) ?? [];
  return [
    ...(missing.length === 0 ? [] : [harmlessText(`without ${missing.join(", ")}`)]),
    ...(added.length === 0 ? [] : [harmlessText(`with ${added.join(", ")} besides`)]),
  ];
}

const aspectWords = (about: string): string =>
  about.startsWith(DESIRED) ? `what is asked of ${about.slice(DESIRED.length)}` : about;

function splitLines({ about, values }: DiffAspect, options: DiffTextOptions): readonly string[] {
  const what = aspectWords(about);
  const count = values.reduce((all, { hosts }) => all + hosts.length, 0);
  const shown = options.wide || values.length <= MOST_VALUES ? values : [];
  const head = `${harmlessText(what)}: no majority, ${values.length} different on ${hostCount(count)}`;
  const each = shown.map(
    ({ value, hosts }) => `${INDENT}${valueWords(about, value, options.wide)}: ${harmlessText(foldHosts(hosts))}`,
  );
  const more = shown.length === 0 ? [options.paint("dim", `${INDENT}which: --output wide`)] : [];
  return [options.paint("yellow", head), ...each, ...more];
}

function sum(
  { diff, unknown, hosts, against }: ShownDiff,
  split: readonly DiffAspect[],
  options: DiffTextOptions,
): readonly string[] {
  const deviant = diff.groups.filter(({ deviations }) => deviations.length > 0);
  const differ = deviant.reduce((count, { names }) => count + names.length, 0);
  const parts = [
    ...(areAlike(diff) ? [hosts - unknown.length === 1 ? "nothing to compare with" : `${hosts - unknown.length} alike`] : []),
    ...(differ === 0 ? [] : [`${differ} not as ${against ?? "most"}`]),
    ...(split.length === 0 ? [] : [`no majority in ${split.map(({ about }) => aspectWords(about)).join(", ")}`]),
    ...(unknown.length === 0 ? [] : [`${unknown.length} not known: ${foldHosts(unknown)}`]),
  ];
  return ["", ...wrapped(harmlessText(`${hostCount(hosts)}: ${parts.join("; ")}`), options)];
}

const wrapped = (text: string, { width }: DiffTextOptions): readonly string[] =>
  wrapTo(width === null ? Number.POSITIVE_INFINITY : width - INDENT.length, text);
