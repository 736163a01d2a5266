import { InvalidArgumentError } from "commander";
import type { Amount } from "../../core/inventory.ts";
import { amountRule, parseAmount } from "../../fleet/rollout/amount.ts";

/** A number of hosts or a share of them, from 0. Whether it is in range for a rollout is seen when that is known. */
export function parseAmountOption(text: string): Amount {
  const amount = parseAmount(text);
  if (amount === null || (amount.kind === "percent" && amount.percent > 100))
    throw new InvalidArgumentError(`It must be ${amountRule(0)}.`);
  return amount;
}
