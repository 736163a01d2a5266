import type { Lease } from "../../core/lease.ts";

/** A lease as programs read it. */
export const leaseObject = ({ id, by, reason, since, ttl, expiresIn }: Lease) => ({
  rolloutId: id,
  by,
  reason,
  since: since.toISOString(),
  ttlMs: ttl,
  expiresInMs: expiresIn,
});
