import { InvalidArgumentError } from "commander";
import { DURATION_RULE, type Ms, parseDuration } from "../core/duration.ts";

/** A length of time that is not zero. */
export function positiveDuration(text: string): Ms {
  const length = parseDuration(text);
  if (length === null || length === 0) throw new InvalidArgumentError(`It must be ${DURATION_RULE}.`);
  return length;
}

/** Any text but none. */
export function notEmpty(text: string): string {
  if (text === "") throw new InvalidArgumentError("It must not be empty.");
  return text;
}
