import type { ComponentName, OperationId } from "../core/names.ts";

/** Maps what is there; null and undefined, the two ways of not being set, stay null. */
export function maybe<From, To>(value: From | null | undefined, map: (value: From) => To): To | null {
  return value === null || value === undefined ? null : map(value);
}

/** A process id on the wire, where 0 is none. */
export const pidToWire = (pid: number | null): number => pid ?? 0;

/** A process id from the wire. */
export const pidFromWire = (pid: number): number | null => (pid === 0 ? null : pid);

/** An empty text from the wire is none. */
export const textFromWire = (text: string): string | null => (text === "" ? null : text);

/** A name as the agent gives it. It is not parsed again: an agent with a wider rule for names must stay readable. */
export const nameFromAgent = (name: string): ComponentName => name as ComponentName;

/** An id as the agent gives it, see {@link nameFromAgent}. */
export const idFromAgent = (id: string): OperationId => id as OperationId;
