// Original file: proto/imageserving/v1/supervisor.proto

import type { HostEvent as _imageserving_v1_HostEvent, HostEvent__Output as _imageserving_v1_HostEvent__Output } from '../../imageserving/v1/HostEvent.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * Some events, the oldest first. The first batch always comes, and may be empty.
 */
export interface EventBatch {
  'events'?: (_imageserving_v1_HostEvent)[];
  /**
   * Of what was asked for, events up to this moment are kept no more. Not set: nothing is missing. In the first batch only.
   */
  'forgottenUntil'?: (_google_protobuf_Timestamp | null);
  /**
   * So many events before these were lost because this reader was too slow.
   */
  'dropped'?: (number | string | Long);
  /**
   * The clock of the host when this was sent.
   */
  'now'?: (_google_protobuf_Timestamp | null);
}

/**
 * Some events, the oldest first. The first batch always comes, and may be empty.
 */
export interface EventBatch__Output {
  'events': (_imageserving_v1_HostEvent__Output)[];
  /**
   * Of what was asked for, events up to this moment are kept no more. Not set: nothing is missing. In the first batch only.
   */
  'forgottenUntil': (_google_protobuf_Timestamp__Output | null);
  /**
   * So many events before these were lost because this reader was too slow.
   */
  'dropped': (number);
  /**
   * The clock of the host when this was sent.
   */
  'now': (_google_protobuf_Timestamp__Output | null);
}
