import { FaultError } from "../core/fault.ts";
import type { Inventory, InventoryHost } from "../core/inventory.ts";
import { parseSelector } from "./selector.ts";
import { SelectorEvaluation } from "./selector-evaluation.ts";

/** What a command was told of the hosts that it is for. */
export interface Selection {
  /** Each `--host`, as written: they add up. */
  readonly hosts: readonly string[];
  /** Each `--exclude`, as written: a host in one of them is not selected, whatever selects it. */
  readonly exclude: readonly string[];
  /** `--all` */
  readonly all: boolean;
}

/**
 * The hosts of a selection, in the order of the inventory, each once.
 * @throws FaultError INVALID_SELECTOR where it cannot be read or names nothing to select from; UNKNOWN_HOST with every host,
 * group and label that the inventory does not have; NO_MATCH where no host is left.
 */
export function selectHosts(inventory: Inventory, selection: Selection): readonly InventoryHost[] {
  if (!selection.all && selection.hosts.length === 0)
    throw new FaultError({
      code: "INVALID_SELECTOR",
      selector: "",
      column: 1,
      problem: "no host is named; all of them are --all",
    });
  const evaluation = new SelectorEvaluation(inventory);
  const wanted = [...(selection.all ? ["*"] : []), ...selection.hosts].map((text) => evaluation.of(parseSelector(text)));
  const unwanted = selection.exclude.map((text) => evaluation.of(parseSelector(text)));
  evaluation.throwMissing();
  const isIn = (sets: readonly ReadonlySet<string>[], name: string) => sets.some((set) => set.has(name));
  const hosts = [...inventory.hosts.values()].filter(({ name }) => isIn(wanted, name) && !isIn(unwanted, name));
  if (hosts.length === 0) throw new FaultError({ code: "NO_MATCH", source: inventory.source, selector: describe(selection) });
  return hosts;
}

const describe = ({ hosts, exclude, all }: Selection): string =>
  `${[...(all ? ["*"] : []), ...hosts].join(",")}${exclude.length === 0 ? "" : ` without ${exclude.join(",")}`}`;
