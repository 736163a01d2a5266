import type { HostAddress } from "../../core/inventory.ts";
import type { ComponentAction, Operation } from "../../core/operation.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import type { Outcome } from "../../fleet/outcome.ts";
import { sameWords } from "../../fleet/same-words.ts";
import { type Span, spanOf } from "../../fleet/span.ts";
import type { HostAnswer } from "../host-answer.ts";
import type { NamedHosts } from "./host-heading.ts";

/** Hosts on which an operation had the same result. */
export interface OperationGroup extends NamedHosts {
  readonly outcome: Outcome;
  /** Null where there is none. Words as in `AnswerGroup`. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Null where the hosts told nothing. */
  readonly did: Did | null;
  /** How long it took, in milliseconds; null where the hosts told nothing. */
  readonly took: Span | null;
  /** What the first of the hosts told. */
  readonly first: Operation | null;
}

/** What an operation did, without what differs from host to host. */
export interface Did {
  readonly result: Operation["result"];
  readonly message: string;
  readonly components: readonly { readonly name: string; readonly action: ComponentAction; readonly error: string | null }[];
}

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g;

/** Folds hosts on which an operation had the same result. The largest group comes first, of equal ones as the hosts came. */
export function operationGroups(
  answers: readonly HostAnswer<Operation>[],
  addressOf: (host: string) => HostAddress | null,
): readonly OperationGroup[] {
  const groups = new Map<string, HostAnswer<Operation>[]>();
  for (const answer of answers) {
    const words = { name: answer.host, address: addressOf(answer.host) };
    const key = JSON.stringify(essenceOf(answer, (text) => sameWords(text, words).replace(UUID, "ID")));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [answer]);
    else group.push(answer);
  }
  return [...groups].map(([key, members]) => groupOf(members, key)).sort((a, b) => b.names.length - a.names.length);
}

type Essence = Pick<OperationGroup, "outcome" | "error" | "did">;

function essenceOf({ outcome, value, error }: HostAnswer<Operation>, say: (text: string) => string): Essence {
  return {
    outcome,
    error: error === null ? null : { code: error.fault.code, message: say(error.message) },
    did: value === null ? null : didOf(value, say),
  };
}

const didOf = ({ result, message, components }: Operation, say: (text: string) => string): Did => ({
  result,
  message: say(message),
  components: components.map(({ name, action, error }) => ({ name, action, error: error === null ? null : say(error) })),
});

function groupOf(members: readonly HostAnswer<Operation>[], key: string): OperationGroup {
  const [first] = members as [HostAnswer<Operation>];
  const names = members.map(({ host }) => host);
  const essence = members.length === 1 ? essenceOf(first, (text) => text) : (JSON.parse(key) as Essence);
  const took = spanOf(members.map(({ value }) => value?.durationMs ?? null));
  return { hosts: foldHosts(names), names, ...essence, took, first: first.value };
}
