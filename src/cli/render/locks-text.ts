import { humanDuration, ms } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { Lease } from "../../core/lease.ts";
import { foldHosts } from "../../fleet/fold-hosts.ts";
import { type Span, spanOf } from "../../fleet/span.ts";
import type { HostAnswer } from "../host-answer.ts";
import { hostCount } from "./fleet-sum.ts";
import { hostHeading } from "./host-heading.ts";
import type { Paint } from "./paint.ts";
import { momentText } from "./rollout-table.ts";
import { durationSpan } from "./span-text.ts";

/** How it is laid out; `now` is the time of day. */
export interface LocksTextOptions {
  readonly width: number | null;
  readonly paint: Paint;
  readonly now: Date;
}

/** Which rollout holds which hosts: hosts of the same one together, those of nobody last. Hosts that did not answer are told of elsewhere. */
export function locksText(answers: readonly HostAnswer<{ readonly lease: Lease | null }>[], options: LocksTextOptions): string {
  const holders = new Map<string, { readonly hosts: string[]; readonly leases: Lease[] }>();
  const free: string[] = [];
  for (const { host, value } of answers) {
    if (value === null) continue;
    if (value.lease === null) free.push(host);
    else {
      const { id, by, reason } = value.lease;
      const key = JSON.stringify([id, by, reason]);
      const holder = holders.get(key) ?? { hosts: [], leases: [] };
      holders.set(key, holder);
      holder.hosts.push(host);
      holder.leases.push(value.lease);
    }
  }
  const held = [...holders.values()].sort((a, b) => b.hosts.length - a.hosts.length);
  const silent = answers.filter(({ value }) => value === null).length;
  const count = held.reduce((sum, { hosts }) => sum + hosts.length, 0);
  const sum = [`${count} held`, `${free.length} free`, ...(silent === 0 ? [] : [`${silent} not known`])].join(", ");
  return [
    ...held.flatMap(({ hosts, leases }) => holderLines(hosts, leases, options)),
    ...(free.length === 0 ? [] : hostHeading(named(free), { first: "free", mark: null, more: [] }, { ...options, cut: true })),
    `${hostCount(answers.length)}: ${sum}`,
  ].join("\n");
}

function holderLines(hosts: readonly string[], leases: readonly Lease[], options: LocksTextOptions): readonly string[] {
  const [{ id, by, reason }] = leases as [Lease];
  const who = harmlessText(`rollout ${id} of ${by}`);
  const first = reason === "" ? who : `${who}: ${harmlessText(reason)}`;
  const said = { first, mark: { text: who, colour: "yellow" as const }, more: [timesOf(leases, options.now)] };
  return hostHeading(named(hosts), said, { ...options, cut: false });
}

/** A lease that is renewed ends later than it says; without that it does not. */
function timesOf(leases: readonly Lease[], now: Date): string {
  const since = spanOf(leases.map((lease) => lease.since.getTime())) as Span;
  const left = spanOf(leases.map(({ expiresIn }) => Math.ceil(expiresIn / 1_000))) as Span;
  const age = humanDuration(ms(Math.max(0, now.getTime() - since.least)));
  return `since ${momentText(new Date(since.least))} (${age} ago); ends in ${durationSpan(left)} unless it is renewed`;
}

const named = (names: readonly string[]) => ({ hosts: foldHosts(names), names });
