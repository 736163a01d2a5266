// Original file: proto/imageserving/v1/supervisor.proto

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * What became of trying one notification.
 */
export interface NotificationTrial {
  'name'?: (string);
  'ok'?: (boolean);
  /**
   * How often it was tried.
   */
  'attempts'?: (number);
  'duration'?: (_google_protobuf_Duration | null);
  /**
   * One sentence: what came of it.
   */
  'message'?: (string);
}

/**
 * What became of trying one notification.
 */
export interface NotificationTrial__Output {
  'name': (string);
  'ok': (boolean);
  /**
   * How often it was tried.
   */
  'attempts': (number);
  'duration': (_google_protobuf_Duration__Output | null);
  /**
   * One sentence: what came of it.
   */
  'message': (string);
}
