// Original file: proto/imageserving/v1/supervisor.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

export interface EventsRequest {
  /**
   * None: of all, and of the host itself.
   */
  'components'?: (string)[];
  /**
   * Not older than this, by the clock of the host. Not set: as far back as is kept.
   */
  'since'?: (_google_protobuf_Timestamp | null);
  /**
   * Later than this one. 0: all.
   */
  'afterSequence'?: (number | string | Long);
  /**
   * The newest of those that are kept, up to 10,000; those that are followed are not counted.
   */
  'limit'?: (number);
  /**
   * Go on with what happens from now on.
   */
  'follow'?: (boolean);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost'?: (string);
}

export interface EventsRequest__Output {
  /**
   * None: of all, and of the host itself.
   */
  'components': (string)[];
  /**
   * Not older than this, by the clock of the host. Not set: as far back as is kept.
   */
  'since': (_google_protobuf_Timestamp__Output | null);
  /**
   * Later than this one. 0: all.
   */
  'afterSequence': (number);
  /**
   * The newest of those that are kept, up to 10,000; those that are followed are not counted.
   */
  'limit': (number);
  /**
   * Go on with what happens from now on.
   */
  'follow': (boolean);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost': (string);
}
