import { InvalidArgumentError } from "commander";
import { MOST_DAYS } from "./days.ts";

/** Reads a number of days. */
export function days(text: string): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > MOST_DAYS) throw new InvalidArgumentError(`It must be a number of days from 1 to ${MOST_DAYS}.`);
  return count;
}
