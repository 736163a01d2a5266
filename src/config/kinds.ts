import { BYTES_RULE, type Bytes, parseBytes } from "../core/bytes.ts";
import { DURATION_RULE, type Ms, ms, parseDuration } from "../core/duration.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { SIGNALS, type SignalName } from "../core/signals.ts";
import { Complaint, type Kind } from "./kind.ts";

/** A length of time between two others, both written as in the file (`10ms`, `1h`). Rounded to whole milliseconds. */
export function duration(min: string, max: string): Kind<Ms> {
  const [least, most] = [parseDuration(min) as Ms, parseDuration(max) as Ms];
  return {
    name: "a duration",
    rule: DURATION_RULE,
    range: `${min} to ${max}`,
    read(input) {
      const length = typeof input === "string" ? parseDuration(input) : null;
      if (length === null) return undefined;
      return length >= least && length <= most ? ms(Math.round(length)) : outOfRange(input, min, max);
    },
  };
}

/** An amount of memory or disk between two others, both written as in the file (`1MiB`). */
export function size(min: string, max: string): Kind<Bytes> {
  const [least, most] = [parseBytes(min) as Bytes, parseBytes(max) as Bytes];
  return {
    name: "a size",
    rule: BYTES_RULE,
    range: `${min} to ${max}`,
    read(input) {
      const amount = typeof input === "string" ? parseBytes(input) : null;
      if (amount === null) return undefined;
      return amount >= least && amount <= most ? amount : outOfRange(input, min, max);
    },
  };
}

/** A whole number between two others. */
export function count(min: number, max: number): Kind<number> {
  return {
    name: "a whole number",
    rule: `a whole number from ${min} to ${max}`,
    range: `${min} to ${max}`,
    read(input) {
      if (typeof input !== "number" || !Number.isInteger(input)) return undefined;
      return input >= min && input <= max ? input : outOfRange(input, String(min), String(max));
    },
  };
}

/** True or false. */
export const flag: Kind<boolean> = {
  name: "true or false",
  rule: "true or false",
  range: "",
  read: (input) => (typeof input === "boolean" ? input : undefined),
};

/** One of a few words. */
export function choice<const W extends string>(...words: readonly W[]): Kind<W> {
  return {
    name: `one of ${words.join(", ")}`,
    rule: `one of ${words.join(", ")}`,
    range: "",
    read: (input) => words.find((word) => word === input) ?? wrongWord(input, words),
  };
}

/** A signal, with or without `SIG`. */
export const signal: Kind<SignalName> = {
  name: "a signal",
  rule: `one of ${SIGNALS.join(", ")}`,
  range: SIGNALS.join(", "),
  read(input) {
    const bare = typeof input === "string" ? input.replace(/^SIG/, "") : input;
    return SIGNALS.find((name) => name === bare) ?? wrongWord(input, SIGNALS, "is not a signal that can be used here");
  },
};

const outOfRange = (input: unknown, min: string, max: string) =>
  new Complaint(`${String(input)} is out of range; write something from ${min} to ${max}`);

function wrongWord(input: unknown, words: readonly string[], says = `is not one of ${words.join(", ")}`): Complaint | undefined {
  if (typeof input !== "string") return undefined;
  const near = nearestWord(input, words) ?? nearestWord(input.replace(/^SIG/i, ""), words);
  const remedy = near !== null ? `did you mean ${near}?` : `write ${words.length > 1 ? "one of " : ""}${words.join(", ")}`;
  return new Complaint(`${JSON.stringify(input)} ${says}; ${remedy}`);
}
