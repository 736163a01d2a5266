import type { LeaseId } from "./names.ts";

/** What a plan knows of a component: it is refused where another process of it runs by now, or ran. */
export interface Fence {
  /** Not checked yet. */
  readonly component: string;
  /** As the component's status has it. */
  readonly generation: number;
}

/** What must hold on a host when an operation is accepted there. */
export interface OperateConditions {
  readonly fences: readonly Fence[];
  /** Of the configuration in use, as the Supervisor's status has it; empty: not checked. */
  readonly configHash: string;
  /** The lease under which it is asked for; null: under none, which no lease keeps out. */
  readonly leaseId: LeaseId | null;
}
