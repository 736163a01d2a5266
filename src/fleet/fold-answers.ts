import type { HostAddress } from "../core/inventory.ts";
import type { ComponentState, ComponentStatus, Desired, HostStatus, SupervisorState, Usage } from "../core/status.ts";
import { foldHosts } from "./fold-hosts.ts";
import type { Answer, Outcome } from "./outcome.ts";
import { type HostWords, sameWords } from "./same-words.ts";
import { type Span, spanOf } from "./span.ts";

/** Hosts that answered the same, as far as it matters. */
export interface AnswerGroup {
  /** As one short text: `node[01-18,20]`. */
  readonly hosts: string;
  /** In the order of the answers. */
  readonly names: readonly string[];
  readonly outcome: Outcome;
  /** Null where there is none. Of one host as it was said; of more with HOST, ADDRESS, PID where theirs stood. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Null where the hosts told nothing of themselves. */
  readonly supervisor: SupervisorGroup | null;
  readonly components: readonly ComponentGroup[];
  /** Words as in `error`. */
  readonly warnings: readonly string[];
}

/** The Server Supervisors of a group. A span is null where no host has the figure. */
export interface SupervisorGroup {
  readonly state: SupervisorState;
  readonly version: string;
  readonly configHash: string;
  readonly uptimeSeconds: Span | null;
  readonly memoryBytes: Span | null;
}

/** One component on the hosts of a group. */
export interface ComponentGroup {
  readonly name: string;
  readonly title: string;
  readonly desired: Desired;
  readonly state: ComponentState;
  readonly ready: boolean;
  /** Words as in `error`. */
  readonly reason: string | null;
  readonly uptimeSeconds: Span | null;
  readonly memoryBytes: Span | null;
  readonly cpuPercent: Span | null;
  readonly restarts: Span | null;
}

/**
 * Folds hosts that answered the same: same outcome, error, state of the Server Supervisor, version, configuration, and state,
 * readiness and reason of each component. What differs without a meaning (uptime, memory) becomes a span. The largest group
 * comes first, of equal ones the one whose first host comes first, so whoever deviates stands at the end.
 */
export function foldAnswers(
  answers: readonly Answer<HostStatus>[],
  addressOf: (host: string) => HostAddress | null,
): readonly AnswerGroup[] {
  const groups = new Map<string, Answer<HostStatus>[]>();
  for (const answer of answers) {
    const key = keyOf(answer, { name: answer.host, address: addressOf(answer.host) });
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [answer]);
    else group.push(answer);
  }
  return [...groups].map(([key, members]) => groupOf(members, key)).sort((a, b) => b.names.length - a.names.length);
}

/** All that matters of an answer, in words that do not depend on the host. Field for field what a group shows of it. */
interface Essence {
  readonly error: AnswerGroup["error"];
  readonly supervisor: Omit<SupervisorGroup, "uptimeSeconds" | "memoryBytes"> | null;
  readonly components: readonly Pick<ComponentGroup, "name" | "title" | "desired" | "state" | "ready" | "reason">[];
  readonly warnings: readonly string[];
}

function essenceOf(answer: Answer<HostStatus>, say: (text: string) => string): Essence {
  if (answer.outcome !== "ok") {
    const { fault, message } = answer.error;
    return { error: { code: fault.code, message: say(message) }, supervisor: null, components: [], warnings: [] };
  }
  const { supervisor, components, warnings } = answer.value;
  const { state, version, configHash } = supervisor;
  return {
    error: null,
    supervisor: { state, version, configHash },
    components: components.map((component) => essentials(component, say)),
    warnings: warnings.map(say),
  };
}

function essentials({ name, title, desired, state, ready, reason }: ComponentStatus, say: (text: string) => string) {
  return { name, title, desired, state, ready, reason: reason === null ? null : say(reason) };
}

const keyOf = (answer: Answer<HostStatus>, words: HostWords): string =>
  JSON.stringify([answer.outcome, essenceOf(answer, (text) => sameWords(text, words))]);

/** The group of answers that have the same key, which holds what they have in common. */
function groupOf(members: readonly Answer<HostStatus>[], key: string): AnswerGroup {
  const [first] = members as [Answer<HostStatus>];
  const [, common] = JSON.parse(key) as [Outcome, Essence];
  const essence = members.length === 1 ? essenceOf(first, (text) => text) : common;
  const hosts = members.flatMap((answer) => (answer.outcome === "ok" ? [answer.value] : []));
  const names = members.map(({ host }) => host);
  return {
    hosts: foldHosts(names),
    names,
    outcome: first.outcome,
    ...essence,
    supervisor:
      essence.supervisor === null ? null : { ...essence.supervisor, ...spansOf(hosts.map(({ supervisor }) => supervisor)) },
    components: essence.components.map((component, at) =>
      withFigures(
        component,
        hosts.map(({ components }) => components[at] as ComponentStatus),
      ),
    ),
  };
}

function withFigures(component: Essence["components"][number], all: readonly ComponentStatus[]): ComponentGroup {
  const cpuPercent = spanOf(all.map(({ usage }) => usage?.cpuPercent ?? null));
  return { ...component, ...spansOf(all), cpuPercent, restarts: spanOf(all.map(({ restarts }) => restarts)) };
}

const spansOf = (all: readonly { readonly uptimeSeconds: number | null; readonly usage: Usage | null }[]) => ({
  uptimeSeconds: spanOf(all.map(({ uptimeSeconds }) => uptimeSeconds)),
  memoryBytes: spanOf(all.map(({ usage }) => usage?.memoryBytes ?? null)),
});
