// Original file: proto/imageserving/v1/supervisor.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';

/**
 * How a component's leader ended.
 */
export interface ExitRecord {
  /**
   * Not set where a signal ended it or where nobody could see how it ended.
   */
  'code'?: (number);
  /**
   * As SIGKILL; empty: none.
   */
  'signal'?: (string);
  'at'?: (_google_protobuf_Timestamp | null);
  /**
   * It ended because it was stopped, in the way a stop ends.
   */
  'expected'?: (boolean);
  /**
   * One plain sentence: what this probably means.
   */
  'hint'?: (string);
  '_code'?: "code";
}

/**
 * How a component's leader ended.
 */
export interface ExitRecord__Output {
  /**
   * Not set where a signal ended it or where nobody could see how it ended.
   */
  'code'?: (number);
  /**
   * As SIGKILL; empty: none.
   */
  'signal': (string);
  'at': (_google_protobuf_Timestamp__Output | null);
  /**
   * It ended because it was stopped, in the way a stop ends.
   */
  'expected': (boolean);
  /**
   * One plain sentence: what this probably means.
   */
  'hint': (string);
  '_code'?: "code";
}
