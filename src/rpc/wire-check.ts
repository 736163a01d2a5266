import { type Ms, seconds } from "../core/duration.ts";
import { FaultError } from "../core/fault.ts";
import type { Duration__Output } from "./gen/google/protobuf/Duration.ts";
import { msFromWire } from "./wire-time.ts";

/** The most that a request may ask for. */
export const REQUEST_LIMITS = {
  components: 256,
  /** Characters of a component's name; longer ones cannot be configured anyway. */
  nameChars: 64,
  hostChars: 253,
  reasonChars: 1_000,
  hashChars: 128,
  lines: 100_000,
  timeout: seconds(7 * 86_400),
} as const;

/** What refuses a request, with one sentence. */
export const invalid = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });

/** A text from outside: throws INVALID_REQUEST where it is too long. */
export function short(field: string, text: string, limit: number): string {
  if (text.length <= limit) return text;
  throw invalid(`${field}: ${text.length} characters are more than the ${limit} that are allowed`);
}

/** An id from outside: throws INVALID_REQUEST where `parse` says that it is none. */
export function idFromWire<Id>(field: string, text: string, parse: (text: string) => Id | null): Id {
  const id = parse(text);
  if (id !== null) return id;
  const said = text === "" ? "it is missing" : `"${text.slice(0, 64)}" is none`;
  throw invalid(
    `${field}: ${said}; an id is 1 to 64 letters, digits, dots, dashes and underscores and begins with a letter or digit`,
  );
}

/** A length of time from outside: throws INVALID_REQUEST where it is not `within`, or no length at all. `range` says in words what it may be. */
export function lengthFromWire(field: string, wire: Duration__Output, within: (length: Ms) => boolean, range: string): Ms {
  const length = msFromWire(wire);
  if (within(length) && wire.nanos >= 0 && wire.nanos < 1e9) return length;
  throw invalid(`${field}: ${length / 1000} s is out of range; it must be ${range}`);
}

/** A reason, from outside: throws INVALID_REQUEST where it is too long for the records. */
export const reasonFromWire = (text: string): string => short("reason", text, REQUEST_LIMITS.reasonChars);

/** The host that a caller means, from outside: throws INVALID_REQUEST where it is too long for a name. */
export const expectedHostFromWire = (text: string): string => short("expected_host", text, REQUEST_LIMITS.hostChars);
