// Original file: proto/imageserving/v1/supervisor.proto

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * The right of one rollout to work on a host, for a while. Who holds it is told by the caller's identity.
 */
export interface LeaseRequest {
  /**
   * The id of the rollout, made by the caller. 1 to 64 characters of A-Z a-z 0-9 . _ -
   */
  'leaseId'?: (string);
  /**
   * For whoever is kept out, up to 1,000 characters.
   */
  'reason'?: (string);
  /**
   * How long it holds from now on unless it is renewed, 10 s to 1 h.
   */
  'ttl'?: (_google_protobuf_Duration | null);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost'?: (string);
}

/**
 * The right of one rollout to work on a host, for a while. Who holds it is told by the caller's identity.
 */
export interface LeaseRequest__Output {
  /**
   * The id of the rollout, made by the caller. 1 to 64 characters of A-Z a-z 0-9 . _ -
   */
  'leaseId': (string);
  /**
   * For whoever is kept out, up to 1,000 characters.
   */
  'reason': (string);
  /**
   * How long it holds from now on unless it is renewed, 10 s to 1 h.
   */
  'ttl': (_google_protobuf_Duration__Output | null);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost': (string);
}
