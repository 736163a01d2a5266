// Original file: proto/imageserving/v1/supervisor.proto

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { Long } from '@grpc/proto-loader';

export interface WatchRequest {
  /**
   * Changes after this sequence number, without a snapshot, where they are still kept. 0: a snapshot first.
   */
  'afterSequence'?: (number | string | Long);
  /**
   * The epoch in which that number was given out: in another one a snapshot comes first. Empty: not checked.
   */
  'epoch'?: (string);
  /**
   * How often memory and processor use are told, 1 s to 1 h. Not set: never.
   */
  'usageEvery'?: (_google_protobuf_Duration | null);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost'?: (string);
}

export interface WatchRequest__Output {
  /**
   * Changes after this sequence number, without a snapshot, where they are still kept. 0: a snapshot first.
   */
  'afterSequence': (number);
  /**
   * The epoch in which that number was given out: in another one a snapshot comes first. Empty: not checked.
   */
  'epoch': (string);
  /**
   * How often memory and processor use are told, 1 s to 1 h. Not set: never.
   */
  'usageEvery': (_google_protobuf_Duration__Output | null);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost': (string);
}
