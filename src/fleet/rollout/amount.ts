import { FaultError } from "../../core/fault.ts";
import type { Amount } from "../../core/inventory.ts";

const MOST_HOSTS = 100_000;

/** How an amount is written, as people read it in a message. */
export const amountRule = (least: 0 | 1): string =>
  `a number of hosts or a share of them, from ${least} or ${least}%, as in 3 or 25%`;

/** Reads `3` or `25%`; null where the text is neither. Whether it is in range depends on what it is for, see {@link hostsOf}. */
export function parseAmount(text: string): Amount | null {
  const [, digits, percent] = /^(\d{1,6})(%?)$/.exec(text) ?? [];
  if (digits === undefined) return null;
  return percent === "%" ? { kind: "percent", percent: Number(digits) } : { kind: "count", count: Number(digits) };
}

/** Writes an amount the way {@link parseAmount} reads it. */
export const writeAmount = (amount: Amount): string => (amount.kind === "percent" ? `${amount.percent}%` : String(amount.count));

/**
 * How many hosts of `total` an amount is: a share is one of the whole target, rounded down, and never less than `least`;
 * nothing is more than the whole target.
 * @param what how the amount is called in a message.
 * @throws FaultError INVALID_REQUEST where it is out of range, as 0 of a batch, 101 % or half a host.
 */
export function hostsOf(amount: Amount, total: number, what: string, least: 0 | 1): number {
  const [value, most] = amount.kind === "percent" ? [amount.percent, 100] : [amount.count, MOST_HOSTS];
  if (!Number.isInteger(value) || value < least || value > most) {
    const problem = `${what}: ${writeAmount(amount)} is out of range; write ${amountRule(least)}`;
    throw new FaultError({ code: "INVALID_REQUEST", problem });
  }
  const hosts = amount.kind === "percent" ? Math.floor((total * value) / 100) : value;
  return Math.min(total, Math.max(least, hosts));
}
