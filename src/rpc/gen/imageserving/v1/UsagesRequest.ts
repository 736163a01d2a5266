// Original file: proto/imageserving/v1/supervisor.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

export interface UsagesRequest {
  /**
   * None: of all, and of the agent itself.
   */
  'components'?: (string)[];
  /**
   * Not older than this. Not set: as far back as is kept.
   */
  'since'?: (_google_protobuf_Timestamp | null);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost'?: (string);
}

export interface UsagesRequest__Output {
  /**
   * None: of all, and of the agent itself.
   */
  'components': (string)[];
  /**
   * Not older than this. Not set: as far back as is kept.
   */
  'since': (_google_protobuf_Timestamp__Output | null);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost': (string);
}
