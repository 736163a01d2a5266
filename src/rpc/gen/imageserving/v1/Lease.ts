// Original file: proto/imageserving/v1/supervisor.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * A lease that is held.
 */
export interface Lease {
  'leaseId'?: (string);
  /**
   * Who took or renewed it last.
   */
  'heldBy'?: (string);
  'reason'?: (string);
  /**
   * When it was taken; renewing does not count.
   */
  'since'?: (_google_protobuf_Timestamp | null);
  'ttl'?: (_google_protobuf_Duration | null);
  /**
   * Until it ends by itself, unless it is renewed.
   */
  'expiresIn'?: (_google_protobuf_Duration | null);
}

/**
 * A lease that is held.
 */
export interface Lease__Output {
  'leaseId': (string);
  /**
   * Who took or renewed it last.
   */
  'heldBy': (string);
  'reason': (string);
  /**
   * When it was taken; renewing does not count.
   */
  'since': (_google_protobuf_Timestamp__Output | null);
  'ttl': (_google_protobuf_Duration__Output | null);
  /**
   * Until it ends by itself, unless it is renewed.
   */
  'expiresIn': (_google_protobuf_Duration__Output | null);
}
