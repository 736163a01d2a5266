import type { ConfigProblem, Fault, FaultCode, FaultOf } from "../core/fault.ts";

/** How one field of a fault is read back from text; undefined where the text is not of that kind. */
type Reader<T> = (text: string) => T | undefined;

const text: Reader<string> = (value) => value;
const count: Reader<number> = json((value) => typeof value === "number");
const countOrNull: Reader<number | null> = json((value) => value === null || typeof value === "number");
const texts: Reader<readonly string[]> = json((value) => isListOf(value, (item) => typeof item === "string"));
const processes: Reader<readonly { readonly name: string; readonly pid: number }[]> = json((value) =>
  isListOf(value, (item) => is(item, "name", "string") && is(item, "pid", "number")),
);
const problems: Reader<readonly ConfigProblem[]> = json((value) => isListOf(value, isProblem));

type FieldsOf<C extends FaultCode> = Omit<FaultOf<C>, "code">;

const READERS: { readonly [C in FaultCode]: { readonly [F in keyof FieldsOf<C>]: Reader<FieldsOf<C>[F]> } } = {
  UNKNOWN_COMPONENT: { names: texts, known: texts },
  SUPERVISOR_NOT_RUNNING: {},
  SUPERVISOR_DEAD: { unattended: processes },
  OPERATION_CONFLICT: { id: text, what: text, by: text, since: text },
  OPERATION_ID_REUSED: { id: text, was: text },
  OPERATION_NOT_FOUND: { id: text },
  INVALID_REQUEST: { problem: text },
  INVALID_CONFIG: { problems },
  NOT_CONFIGURED: { file: text },
  WRONG_HOST: { expected: text, actual: text },
  MOVED_ON: { component: text, actual: text, planned: text },
  LEASE_HELD: { id: text, by: text, reason: text, since: text, expiresInMs: count },
  LEASE_NOT_HELD: { id: text },
  PERMISSION_DENIED: { what: text, who: text },
  SHUTTING_DOWN: {},
  NOT_DURABLE: { path: text, cause: text },
  TIMED_OUT: { doing: text, afterMs: count },
  CANCELLED: { why: text },
  AGENT_RUNNING: { pid: count, home: text },
  UNREACHABLE: { target: text, cause: text },
  NOT_RESPONDING: { target: text, pid: countOrNull, afterMs: count },
  AGENT_ERROR: { cause: text },
  AGENT_START_FAILED: { cause: text, logFile: text },
  BAD_FILE: { path: text, cause: text, remedy: text },
  INVALID_SELECTOR: { selector: text, column: count, problem: text },
  UNKNOWN_HOST: { source: text, missing: texts },
  NO_MATCH: { source: text, selector: text },
};

/** The fields of a fault as texts: strings as they are, everything else as JSON. */
export function faultToFields({ code: _, ...fields }: Fault): Record<string, string> {
  const written = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(written);
}

/** The fault with that code and these fields; null where the code is unknown here, or a field is missing or of another kind. */
export function faultFromFields(code: string, fields: Readonly<Record<string, string>>): Fault | null {
  if (!Object.hasOwn(READERS, code)) return null;
  const fault: Record<string, unknown> = { code };
  for (const [name, read] of Object.entries(READERS[code as FaultCode]) as [string, Reader<unknown>][]) {
    const value = fields[name] === undefined ? undefined : read(fields[name]);
    if (value === undefined) return null;
    fault[name] = value;
  }
  return fault as Fault;
}

function json<T>(holds: (value: unknown) => boolean): Reader<T> {
  return (text) => {
    try {
      const value: unknown = JSON.parse(text);
      return holds(value) ? (value as T) : undefined;
    } catch {
      return undefined;
    }
  };
}

const isListOf = (value: unknown, holds: (item: unknown) => boolean): boolean => Array.isArray(value) && value.every(holds);

const is = (item: unknown, field: string, type: string): boolean =>
  typeof (item as Record<string, unknown> | null)?.[field] === type;

function isProblem(item: unknown): boolean {
  const { line, column } = (item ?? {}) as Partial<ConfigProblem>;
  const placed = [line, column].every((at) => at === null || typeof at === "number");
  return placed && is(item, "file", "string") && is(item, "message", "string");
}
