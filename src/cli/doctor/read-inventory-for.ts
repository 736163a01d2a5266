import { FaultError } from "../../core/fault.ts";
import type { CommandContext } from "../command-context.ts";
import { readFleet } from "../fleet/targets.ts";
import type { InventoryReading } from "./jump-box-checks.ts";

/** The inventory that the options name, with its context; or why there is none. */
export async function readInventoryFor({
  choices,
  terminal,
}: CommandContext): Promise<InventoryReading & { readonly context: string | null }> {
  try {
    const { inventory, context } = await readFleet(choices, terminal);
    return { t: "valid", loaded: inventory, context };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { t: "unusable", file: choices.paths.fleetConfig, error, context: null };
  }
}
