import type { Inventory } from "../../core/inventory.ts";
import type { Candidate } from "./candidate.ts";

/** The names that can be meant, as far as they can be found out in no time. Each rejects where they cannot. */
export interface KnownNames {
  inventory(): Promise<Inventory>;
  components(): Promise<readonly Candidate[]>;
  /** The latest first. */
  rollouts(): Promise<readonly Candidate[]>;
  contexts(): Promise<readonly Candidate[]>;
}
