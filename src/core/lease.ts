import { type Ms, seconds } from "./duration.ts";
import type { LeaseId } from "./names.ts";

/** How long a lease may hold without being renewed. The least outlives a slow renewal, the most a dead jump box's shift. */
export const LEASE_TTL = { min: seconds(10), max: seconds(3_600) } as const;

/** The right of one rollout to work on a host, for a while: a second rollout is kept out, single operations are not. */
export interface Lease {
  readonly id: LeaseId;
  /** Who took or renewed it last. */
  readonly by: string;
  readonly reason: string;
  /** When it was taken; renewing does not count. */
  readonly since: Date;
  /** How long it holds from each renewal on, within {@link LEASE_TTL}. */
  readonly ttl: Ms;
  /** Until it ends by itself, unless it is renewed. */
  readonly expiresIn: Ms;
}

/** What somebody asks for who takes or renews a lease. */
export interface LeaseRequest {
  /** The id of the rollout. */
  readonly id: LeaseId;
  readonly reason: string;
  readonly ttl: Ms;
  /** The host that the caller means; empty: not checked. */
  readonly expectedHost: string;
}

/** The lease that is meant, and on which host. */
export type LeaseQuery = Pick<LeaseRequest, "id" | "expectedHost">;
