import type { HostAnswer } from "../host-answer.ts";
import type { Fleet } from "./open-fleet.ts";

/** Answers in the order of the inventory, whatever order they came in. */
export function inOrder<T>({ hosts }: Pick<Fleet, "hosts">, answers: readonly HostAnswer<T>[]): readonly HostAnswer<T>[] {
  const places = new Map(hosts.map(({ name }, at) => [name, at]));
  return [...answers].sort((a, b) => (places.get(a.host) ?? 0) - (places.get(b.host) ?? 0));
}
