import type { Brand } from "./brand.ts";

/** Name of a component: 1 to 32 characters, `[a-z][a-z0-9-]*`. */
export type ComponentName = Brand<string, "ComponentName">;

/** Id of an operation, made by its caller: 1 to 64 characters of `[A-Za-z0-9._-]`; a UUID as the command makes it. */
export type OperationId = Brand<string, "OperationId">;

/** Id of a lease, and of the rollout that takes it: the rule is that of {@link OperationId}. */
export type LeaseId = Brand<string, "LeaseId">;

const COMPONENT_NAME = /^[a-z][a-z0-9-]{0,31}$/;
const OPERATION_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The rule for component names, as people read it in a message. */
export const COMPONENT_NAME_RULE = "a small letter, then up to 31 small letters, digits or dashes";

/** Returns the name, or null where it breaks {@link COMPONENT_NAME_RULE}. */
export function parseComponentName(text: string): ComponentName | null {
  return COMPONENT_NAME.test(text) ? (text as ComponentName) : null;
}

/** Returns the id, or null where it is empty, too long, or could not serve as a file name. */
export function parseOperationId(text: string): OperationId | null {
  return OPERATION_ID.test(text) ? (text as OperationId) : null;
}

/** Returns the id, or null where it breaks the rule. */
export function parseLeaseId(text: string): LeaseId | null {
  return OPERATION_ID.test(text) ? (text as LeaseId) : null;
}
