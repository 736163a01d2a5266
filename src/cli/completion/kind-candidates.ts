import type { ArgumentKind } from "./argument-kinds.ts";
import { bare, type Candidate } from "./candidate.ts";
import { hostNames, labelNames, lists, selections } from "./host-candidates.ts";
import type { KnownNames } from "./known-names.ts";

const LATEST: Candidate = { value: "last", description: "the latest one" };

/** What can stand where something of this kind is being typed; not yet held against what was typed. */
export async function candidatesOf(kind: ArgumentKind, typed: string, names: KnownNames): Promise<readonly Candidate[]> {
  if (typeof kind === "object") return "words" in kind ? bare(kind.words) : lists(bare(kind.list), typed);
  switch (kind) {
    case "component":
      return await names.components();
    case "component-list":
      return lists(await names.components(), typed);
    case "hosts":
      return selections(await names.inventory(), typed);
    case "host-list":
      return lists(hostNames(await names.inventory()), typed);
    case "host":
      return hostNames(await names.inventory());
    case "label":
      return labelNames(await names.inventory());
    case "rollout":
      return [LATEST, ...(await names.rollouts())];
    case "rollout-id":
      return await names.rollouts();
    case "context":
      return await names.contexts();
    case "file":
    case "folder":
    case "text":
      return [];
  }
}
