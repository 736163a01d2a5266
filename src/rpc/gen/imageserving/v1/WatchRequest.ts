// Original file: proto/imageserving/v1/supervisor.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchRequest {
  /**
   * Changes after this sequence number, without a snapshot, where they are still kept. 0: a snapshot first.
   */
  'afterSequence'?: (number | string | Long);
}

export interface WatchRequest__Output {
  /**
   * Changes after this sequence number, without a snapshot, where they are still kept. 0: a snapshot first.
   */
  'afterSequence': (number);
}
