import type { InventoryHost } from "../../core/inventory.ts";
import type { OperationKind } from "../../core/operation.ts";

/** When a hook is run. */
export type HookMoment = "before" | "after" | "on-failure";

/** What a hook is told. */
export interface HookFacts {
  readonly hook: HookMoment;
  readonly host: InventoryHost;
  /** The id of the rollout. */
  readonly rollout: string;
  readonly kind: OperationKind;
  /** Empty: everything. */
  readonly components: readonly string[];
  readonly operationId: string;
  /** Counted from 1. */
  readonly batch: number;
  /** Why the host failed; empty where it has not. */
  readonly error: string;
}

/** The facts as JSON: what a program can read and what an HTTP call has as its body. */
export function hookJson({ host, error, ...facts }: HookFacts): string {
  return JSON.stringify({
    schemaVersion: 1,
    hook: facts.hook,
    host: host.name,
    address: host.address.host,
    port: host.address.port,
    labels: Object.fromEntries(host.labels),
    rollout: facts.rollout,
    kind: facts.kind,
    components: facts.components,
    operationId: facts.operationId,
    batch: facts.batch,
    error: error === "" ? null : error,
  });
}
