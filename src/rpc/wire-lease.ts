import { type Ms, ms, writeDuration } from "../core/duration.ts";
import { LEASE_TTL, type Lease, type LeaseQuery, type LeaseRequest } from "../core/lease.ts";
import { type LeaseId, parseLeaseId } from "../core/names.ts";
import type { Lease as WireLease, Lease__Output as WireLeaseRead } from "./gen/imageserving/v1/Lease.ts";
import type { LeaseReport, LeaseReport__Output } from "./gen/imageserving/v1/LeaseReport.ts";
import type {
  LeaseRequest as WireLeaseRequest,
  LeaseRequest__Output as WireLeaseRequestRead,
} from "./gen/imageserving/v1/LeaseRequest.ts";
import type { ReleaseLeaseRequest, ReleaseLeaseRequest__Output } from "./gen/imageserving/v1/ReleaseLeaseRequest.ts";
import { expectedHostFromWire, idFromWire, invalid, lengthFromWire, reasonFromWire } from "./wire-check.ts";
import { dateFromWire, dateToWire, msFromWire, msToWire } from "./wire-time.ts";
import { maybe } from "./wire-value.ts";

/** A lease for the wire. */
export const leaseToWire = (lease: Lease): WireLease => ({
  leaseId: lease.id,
  heldBy: lease.by,
  reason: lease.reason,
  since: dateToWire(lease.since),
  ttl: msToWire(lease.ttl),
  expiresIn: msToWire(lease.expiresIn),
});

/** A lease from the wire. */
export const leaseFromWire = (wire: WireLeaseRead): Lease => ({
  id: wire.leaseId as LeaseId, // as the agent gives it: one with a wider rule for ids must stay readable
  by: wire.heldBy,
  reason: wire.reason,
  since: maybe(wire.since, dateFromWire) ?? new Date(0),
  ttl: maybe(wire.ttl, msFromWire) ?? ms(0),
  expiresIn: maybe(wire.expiresIn, msFromWire) ?? ms(0),
});

/** Who holds the lease, for the wire. @param host the name of the host. */
export const leaseReportToWire = (lease: Lease | null, host: string): LeaseReport => ({ host, lease: maybe(lease, leaseToWire) });

/** Who holds the lease, from the wire. */
export const leaseReportFromWire = ({ lease }: LeaseReport__Output): Lease | null => maybe(lease, leaseFromWire);

/** A request for a lease, for the wire. */
export const leaseRequestToWire = ({ id, reason, ttl, expectedHost }: LeaseRequest): WireLeaseRequest => ({
  leaseId: id,
  reason,
  ttl: msToWire(ttl),
  expectedHost,
});

/** A request for a lease, from outside: throws INVALID_REQUEST where a field is out of range. */
export const leaseRequestFromWire = (wire: WireLeaseRequestRead): LeaseRequest => ({
  ...leaseQueryFromWire(wire),
  reason: reasonFromWire(wire.reason),
  ttl: ttlFromWire(wire.ttl),
});

/** The lease that is meant, for the wire. */
export const leaseQueryToWire = ({ id, expectedHost }: LeaseQuery): ReleaseLeaseRequest => ({ leaseId: id, expectedHost });

/** The lease that is meant, from outside: throws INVALID_REQUEST where a field is out of range. */
export const leaseQueryFromWire = ({ leaseId, expectedHost }: ReleaseLeaseRequest__Output): LeaseQuery => ({
  id: idFromWire("lease_id", leaseId, parseLeaseId),
  expectedHost: expectedHostFromWire(expectedHost),
});

const RANGE = `${writeDuration(LEASE_TTL.min)} to ${writeDuration(LEASE_TTL.max)}`;

function ttlFromWire(wire: WireLeaseRequestRead["ttl"]): Ms {
  if (wire === null) throw invalid(`ttl: it is missing; it must be ${RANGE}`);
  return lengthFromWire("ttl", wire, (length) => length >= LEASE_TTL.min && length <= LEASE_TTL.max, RANGE);
}
