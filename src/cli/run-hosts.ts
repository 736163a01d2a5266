import { ExitCode } from "../core/exit-code.ts";
import { harmlessText } from "../core/harmless-text.ts";
import { foldHosts } from "../fleet/fold-hosts.ts";
import type { Selection } from "../fleet/select-hosts.ts";
import type { CommandContext } from "./command-context.ts";
import { type ListedHost, listedHosts, listedObject } from "./fleet/listed-host.ts";
import { selectTargets } from "./fleet/targets.ts";
import { frameOf, plainObject } from "./frame.ts";
import { answered } from "./host-answer.ts";
import { type Column, renderTable } from "./render/table.ts";
import { isStructured, writeFrame } from "./structured-output.ts";

/** What `hosts` is asked. */
export interface HostsWish {
  /** Beside those of `--host`; none at all: all hosts. */
  readonly selectors: readonly string[];
  /** Whether the hosts are contacted. */
  readonly check: boolean;
}

/** Shows which hosts are meant, or how they answer. */
export async function runHosts({ selectors, check }: HostsWish, context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  const targets = await selectTargets(selectionOf(selectors, choices.selection), choices, terminal);
  if (check) return await (await import("./run-hosts-check.ts")).runHostsCheck(targets, context);
  const hosts = listedHosts(targets);
  if (isStructured(choices.output)) {
    const objects = hosts.map((host) => plainObject(answered(host.name, listedObject(host))));
    terminal.stdout.write(await writeFrame(frameOf("hosts", ExitCode.OK, objects), choices.output));
  } else if (!choices.quiet) terminal.stdout.write(textOf(hosts, context));
  return ExitCode.OK;
}

/** The hosts of arguments and of `--host` together; none at all: all. */
export function selectionOf(selectors: readonly string[], selection: Selection | null): Selection {
  const { hosts = [], exclude = [], all = false } = selection ?? {};
  const wanted = [...selectors, ...hosts];
  return { hosts: wanted, exclude, all: all || wanted.length === 0 };
}

function textOf(hosts: readonly ListedHost[], { choices, paint }: CommandContext): string {
  if (choices.output === "wide") {
    return renderTable(COLUMNS, hosts, { width: null, paint: paint.stdout, head: true })
      .map((line) => `${line}\n`)
      .join("");
  }
  const names = hosts.map(({ name }) => name);
  if (!choices.fold) return names.map((name) => `${name}\n`).join("");
  return `${foldHosts(names)}\n${paint.stdout("dim", `${names.length} ${names.length === 1 ? "host" : "hosts"}`)}\n`;
}

const COLUMNS: readonly Column<ListedHost>[] = [
  { head: "HOST", align: "left", cell: ({ name }) => ({ text: name }) },
  { head: "ADDRESS", align: "left", cell: ({ address }) => ({ text: address }) },
  {
    head: "LABELS",
    align: "left",
    cell: ({ labels }) => texts(Object.entries(labels).map(([name, value]) => `${name}=${value}`)),
  },
  { head: "GROUPS", align: "left", cell: ({ groups }) => texts(groups.map((name) => `@${name}`)) },
];

const texts = (all: readonly string[]) =>
  all.length === 0 ? { text: "-", colour: "dim" as const } : { text: harmlessText(all.join(" ")) };
