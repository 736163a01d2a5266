import { RETRY_CLASSES } from "../../fleet/rollout/retry-hosts.ts";

/** What an argument, or the value of an option, can be. */
export type ArgumentKind =
  /** The name of a component, or several with commas between them. */
  | "component"
  | "component-list"
  /** A selection, as `--host` has it; names of hosts with commas between them; one of them. */
  | "hosts"
  | "host-list"
  | "host"
  /** The name of a label of hosts. */
  | "label"
  /** A rollout, with `last` for the latest; one by its whole id. */
  | "rollout"
  | "rollout-id"
  | "context"
  | "file"
  | "folder"
  /** Nobody can know it: a number, a duration, a name that is new. */
  | "text"
  /** One of these words; several with commas between them. */
  | { readonly words: readonly string[] }
  | { readonly list: readonly string[] };

/** By what the help shows: `logs [component...]` takes a `component`. */
const BY_PLACEHOLDER: Readonly<Record<string, ArgumentKind>> = {
  component: "component",
  host: "host",
  set: "hosts",
  selector: "hosts",
  hosts: "hosts",
  label: "label",
  id: "rollout",
  "lease-id": "rollout-id",
  dir: "folder",
  file: "file",
  duration: "text",
  n: "text",
  number: "text",
  size: "text",
  text: "text",
  address: "text",
  "number:hash": "text",
};

/**
 * What a placeholder does not say, or means otherwise there: an option as `--long` for every command or `COMMAND --long` for one, an
 * argument as `COMMAND <name>`. Several kinds: any of them.
 */
const BY_PLACE: Readonly<Record<string, ArgumentKind | readonly ArgumentKind[]>> = {
  "--context": "context",
  "--pause": { words: ["ask"] },
  "context use <name>": "context",
  "audit show --who": "text",
  "pki issue <name>": "host",
  "pki issue --hosts": "host-list",
  "pki issue --components": "component-list",
  "pki revoke <name>": "text",
  "notify test <name>": "text",
  "why <name>": ["host", "component"],
  "events --since": "text",
  "rollout retry --only": { list: RETRY_CLASSES },
};

/** An argument of a command, or an option of it, as its help names it. */
export interface ArgumentPlace {
  /** The command, as typed: `pki issue`; empty: all commands. */
  readonly words: string;
  /** `--hosts`; null for an argument. */
  readonly option: string | null;
  /** Without brackets and dots: `component`. */
  readonly placeholder: string;
}

/** What can stand there; null where nobody has said it, which a test does not let pass. Where there are choices nobody needs to. */
export function kindsAt({ words, option, placeholder }: ArgumentPlace): readonly ArgumentKind[] | null {
  const places = option === null ? [`${words} <${placeholder}>`] : [`${words} ${option}`, option];
  const kind = places.map((place) => BY_PLACE[place]).find((found) => found !== undefined) ?? BY_PLACEHOLDER[placeholder];
  if (kind === undefined) return null;
  return isSeveral(kind) ? kind : [kind];
}

const isSeveral = (kind: ArgumentKind | readonly ArgumentKind[]): kind is readonly ArgumentKind[] => Array.isArray(kind);
