import { FaultError } from "../core/fault.ts";
import type { Inventory } from "../core/inventory.ts";
import { foldHosts } from "./fold-hosts.ts";
import { expandHosts } from "./host-set.ts";
import { isLabel, isLabelValue, LABEL_RULE, LABEL_VALUE_RULE, parseSelector } from "./selector.ts";
import { SelectorEvaluation } from "./selector-evaluation.ts";

/** How hosts are named and selected, for those who read inventories. */
export const hostLanguage = {
  expandHosts,
  foldHosts,
  isLabel,
  isLabelValue,
  labelRule: LABEL_RULE,
  labelValueRule: LABEL_VALUE_RULE,
  groupProblems,
} as const;

/** Something wrong with the selector of a group. */
export interface GroupProblem {
  readonly group: string;
  readonly message: string;
}

/**
 * What is wrong with the groups of an inventory: selectors that cannot be read or name what is not there, each where it is
 * written and not again with the groups that use it; and groups that contain themselves. An empty group is sound.
 */
export function groupProblems(inventory: Inventory): readonly GroupProblem[] {
  const others = new Map([...inventory.groups.keys()].map((name) => [name, "*"]));
  const own = problemsWith({ ...inventory, groups: others }, inventory);
  return own.length > 0 ? own : problemsWith(inventory, inventory).slice(0, 1);
}

const problemsWith = (known: Inventory, { groups }: Inventory): readonly GroupProblem[] =>
  [...groups].flatMap(([group, text]) => {
    const message = problemOf(known, text);
    return message === null ? [] : [{ group, message }];
  });

function problemOf(inventory: Inventory, text: string): string | null {
  try {
    const evaluation = new SelectorEvaluation(inventory);
    evaluation.of(parseSelector(text));
    evaluation.throwMissing();
    return null;
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    if (error.fault.code === "UNKNOWN_HOST") return `there is no ${error.fault.missing.join(", and no ")}`;
    return error.fault.code === "INVALID_SELECTOR" ? `column ${error.fault.column}: ${error.fault.problem}` : error.message;
  }
}
