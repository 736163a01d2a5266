import { type Ms, ms, seconds } from "../../core/duration.ts";
import { type HostLook, whyOut } from "../../fleet/rollout/host-look.ts";
import type { SimulatedFault, SimulatedHostSpec } from "../../fleet/rollout/simulation/simulated-host.ts";

/** What simulated hosts are made from. */
export interface RehearsalFacts {
  /** In the order in which they are taken. */
  readonly hosts: readonly { readonly name: string; readonly spread: string | null; readonly look: HostLook }[];
  /** Those that were asked for; empty: all. */
  readonly components: readonly string[];
  /** How long the same took on a host the last time. */
  readonly took: ReadonlyMap<string, Ms>;
  /** On which hosts the operation fails. */
  readonly failing: ReadonlySet<string>;
}

/** How long an operation is taken to need where no host has ever told. */
export const NEVER_SEEN = seconds(30);

/** For so long a host is taken to be held that somebody else holds now. */
export const HELD_FOR = seconds(60);

/** How long a host without a past is taken to need: the average of the others; where there are none, {@link NEVER_SEEN}. */
export function usualTime(hosts: readonly string[], took: ReadonlyMap<string, Ms>): Ms {
  const known = hosts.flatMap((name) => took.get(name) ?? []);
  return known.length === 0 ? NEVER_SEEN : ms(Math.round(known.reduce((sum, length) => sum + length, 0) / known.length));
}

/** Hosts as they were seen, with the times that they took before: what is out is out from the start, and an operation mends it. */
export function rehearsalHosts({ hosts, components, took, failing }: RehearsalFacts): readonly SimulatedHostSpec[] {
  const usual = usualTime(
    hosts.map(({ name }) => name),
    took,
  );
  const all = components.length > 0 ? components : ["everything"];
  return hosts.map(({ name, spread, look }) => ({
    name,
    spread,
    components: all,
    outBefore: look.t === "sick" ? whyOut(look) : null,
    fault: faultOf(look, failing.has(name)),
    takes: took.get(name) ?? usual,
    diesAfter: ms(0),
    heldFor: HELD_FOR,
  }));
}

/** Of a host that nobody reaches nothing else is to be known. */
function faultOf(look: HostLook, fails: boolean): SimulatedFault | null {
  if (look.t === "unreachable") return "unreachable";
  if (fails) return "fails";
  return look.t === "busy" ? "held" : null;
}
