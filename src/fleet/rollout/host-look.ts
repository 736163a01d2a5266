import type { OperateConditions } from "../../core/operate-conditions.ts";

/** One component of a host, as a rollout needs to know it. */
export interface ComponentLook {
  readonly name: string;
  /** Whether its probe holds. */
  readonly ready: boolean;
  /** Grows by one with every process that is started for it. */
  readonly generation: number;
  /** Since its process was started; null: it has none. */
  readonly uptimeSeconds: number | null;
  /** Why it is not ready; null where it is. */
  readonly reason: string | null;
  /** Resident memory of its process tree; null: not known. */
  readonly memoryBytes: number | null;
  /** 100 is one processor; null: not known. */
  readonly cpuPercent: number | null;
  /** How often it was started again after it had ended by itself, in all; null: not known. */
  readonly restarts: number | null;
  /** How long its last successful probe took, in milliseconds; null: not known. */
  readonly probeMs: number | null;
}

/**
 * How a host stands, found out just now. `sick`: it answers and is not in service. `busy`: it is held, or an operation of
 * somebody else runs there; `by` says whose and since when.
 */
export type HostLook =
  | { readonly t: "ready"; readonly components: readonly ComponentLook[]; readonly configHash: string }
  | { readonly t: "sick"; readonly why: string; readonly components: readonly ComponentLook[]; readonly configHash: string }
  | { readonly t: "busy"; readonly by: string; readonly components: readonly ComponentLook[]; readonly configHash: string }
  | { readonly t: "unreachable"; readonly why: string };

/** What a plan knows of a host; the host refuses when it is not so any more. */
export type PlannedConditions = Pick<OperateConditions, "fences" | "configHash">;

/** The components that are meant: those that are named, or all. */
export function meant(look: HostLook, components: readonly string[]): readonly ComponentLook[] {
  if (look.t === "unreachable") return [];
  return components.length === 0 ? look.components : look.components.filter(({ name }) => components.includes(name));
}

/** What a plan that sees a host so knows of the components that are meant; nothing of one that does not answer. */
export function conditionsOf(look: HostLook, components: readonly string[]): PlannedConditions {
  if (look.t === "unreachable") return { fences: [], configHash: "" };
  const fences = meant(look, components).map(({ name, generation }) => ({ component: name, generation }));
  return { fences, configHash: look.configHash };
}

/** Why a host is out of service, in a few words; null where it is in service. */
export function whyOut(look: HostLook): string | null {
  switch (look.t) {
    case "ready":
      return null;
    case "sick":
      return look.why;
    case "busy":
      return `held by ${look.by}`;
    case "unreachable":
      return `unreachable: ${look.why}`;
  }
}
