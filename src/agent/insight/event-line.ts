import type { ComponentState } from "../../core/component-state.ts";
import { HOST_EVENT_KINDS, type HostEvent, type HostEventKind } from "../../core/host-event.ts";
import { type ComponentName, parseComponentName, parseOperationId } from "../../core/names.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { ExitRecord } from "../../core/status.ts";

const STATES: readonly ComponentState[] = ["stopped", "starting", "running", "stopping", "backoff", "failed"];
const KINDS: readonly OperationKind[] = ["start", "stop", "restart"];

/** One event as a line of JSON, without its line end. What is empty is left out. */
export function writeEventLine(event: HostEvent): string {
  const told = Object.entries(event).filter(([, value]) => !isEmpty(value));
  return JSON.stringify(Object.fromEntries(told));
}

const isEmpty = (value: unknown): boolean => value === null || value === false || (Array.isArray(value) && value.length === 0);

/** The event of what was parsed from a line; null where it is none, whatever it is. */
export function readEvent(raw: unknown): HostEvent | null {
  if (typeof raw !== "object" || raw === null) return null;
  const { sequence, at, kind, message, ...rest } = raw as Readonly<Record<string, unknown>>;
  const when = dateOf(at);
  if (!isSequence(sequence) || when === null || typeof message !== "string") return null;
  if (!HOST_EVENT_KINDS.includes(kind as HostEventKind)) return null;
  return {
    sequence,
    at: when,
    kind: kind as HostEventKind,
    component: text(rest["component"], parseComponentName),
    message,
    state: oneOf(STATES, rest["state"]),
    previousState: oneOf(STATES, rest["previousState"]),
    ready: rest["ready"] === true,
    pid: isSequence(rest["pid"]) ? rest["pid"] : null,
    by: text(rest["by"], (by) => by),
    operationId: text(rest["operationId"], parseOperationId),
    operationKind: oneOf(KINDS, rest["operationKind"]),
    requested: texts(rest["requested"]).filter((name): name is ComponentName => parseComponentName(name) !== null),
    exit: exitOf(rest["exit"]),
    evidence: texts(rest["evidence"]),
    tail: texts(rest["tail"]),
  };
}

/** A number that may have been given out. One that is absurd is no number: all that follow would be counted from it. */
export const isSequence = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < 2 ** 48;

function exitOf(raw: unknown): ExitRecord | null {
  if (typeof raw !== "object" || raw === null) return null;
  const { code, signal, at, expected, hint } = raw as Readonly<Record<string, unknown>>;
  const when = dateOf(at);
  if (when === null || typeof hint !== "string") return null;
  return {
    code: Number.isSafeInteger(code) ? (code as number) : null,
    signal: typeof signal === "string" ? signal : null,
    at: when,
    expected: expected === true,
    hint,
  };
}

function dateOf(raw: unknown): Date | null {
  const date = typeof raw === "string" ? new Date(raw) : null;
  return date === null || Number.isNaN(date.getTime()) ? null : date;
}

const text = <T>(raw: unknown, parse: (text: string) => T | null): T | null => (typeof raw === "string" ? parse(raw) : null);

const texts = (raw: unknown): readonly string[] =>
  Array.isArray(raw) ? raw.filter((one): one is string => typeof one === "string") : [];

const oneOf = <T extends string>(words: readonly T[], raw: unknown): T | null => words.find((word) => word === raw) ?? null;
