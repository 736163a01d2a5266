import type { ComponentState, ComponentStatus } from "../../core/status.ts";
import { isWell } from "../exit-codes.ts";

/** Who is most likely the cause, of several that are waited for. */
const WORST_FIRST: readonly ComponentState[] = ["failed", "backoff", "stopped", "stopping", "running", "starting"];

/** From a component to what it waits for, and what that waits for, to the one at which it ends. */
export function waitChain(
  first: ComponentStatus,
  components: readonly ComponentStatus[],
): readonly [ComponentStatus, ...ComponentStatus[]] {
  const chain: [ComponentStatus, ...ComponentStatus[]] = [first];
  for (let next = causeOf(first, components); next !== null && !chain.includes(next); next = causeOf(next, components)) {
    chain.push(next);
  }
  return chain;
}

function causeOf({ waitingFor }: ComponentStatus, components: readonly ComponentStatus[]): ComponentStatus | null {
  const waited = components.filter((component) => waitingFor.includes(component.name) && !isWell(component));
  const rank = ({ state }: ComponentStatus) => WORST_FIRST.indexOf(state);
  return waited.sort((a, b) => rank(a) - rank(b))[0] ?? null;
}
