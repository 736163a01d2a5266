import { FaultError } from "../../core/fault.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import type { Selection } from "../../fleet/select-hosts.ts";

/**
 * The one host that a selection means. Rejects as `select` does, and with INVALID_REQUEST where it means several.
 * @param where where it was typed, for the message: `--against`.
 */
export function oneHost(text: string, where: string, select: (selection: Selection) => readonly InventoryHost[]): InventoryHost {
  const [host, ...more] = select({ hosts: [text], exclude: [], all: false });
  if (host !== undefined && more.length === 0) return host;
  throw new FaultError(
    { code: "INVALID_REQUEST", problem: `${where} takes one host; ${text} are ${more.length + 1}` },
    `${where} takes one host; ${text} are ${more.length + 1}`,
  );
}
