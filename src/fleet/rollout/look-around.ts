import type { Clock } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import { DEFAULT_WIDTH, fanOut } from "../fan-out.ts";
import type { HostLook } from "./host-look.ts";
import type { RolloutFleet } from "./rollout-fleet.ts";

/** Looks at many hosts, some at once, each for `within` at the most. Who does not answer is unreachable. Never rejects. */
export async function lookAround(
  hosts: readonly string[],
  fleet: Pick<RolloutFleet, "look">,
  { clock, within, signal }: { readonly clock: Clock; readonly within: Ms; readonly signal: AbortSignal },
): Promise<ReadonlyMap<string, HostLook>> {
  const looks = new Map<string, HostLook>();
  const named = hosts.map((name) => ({ name }));
  const options = { width: DEFAULT_WIDTH, hostDeadline: within, clock, signal };
  for await (const answer of fanOut(named, ({ name }, own) => fleet.look(name, { signal: own }), options)) {
    looks.set(answer.host, answer.outcome === "ok" ? answer.value : { t: "unreachable", why: answer.error.message });
  }
  return looks;
}
