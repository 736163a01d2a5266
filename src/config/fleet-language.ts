import type { Inventory } from "../core/inventory.ts";

/** How hosts are named and selected. The reader of inventories is given it: it belongs to those who select. */
export interface HostLanguage {
  /** The names that `node[01-20].ams` stands for, each once. Throws INVALID_SELECTOR. */
  expandHosts(text: string): readonly string[];
  /** Names as one short text. */
  foldHosts(names: Iterable<string>): string;
  isLabel(text: string): boolean;
  isLabelValue(text: string): boolean;
  /** What labels may be called and what values they may have, as it follows "write" in a message. */
  readonly labelRule: string;
  readonly labelValueRule: string;
  /** What is wrong with the groups of an inventory that is sound otherwise. */
  groupProblems(inventory: Inventory): readonly { readonly group: string; readonly message: string }[];
}
