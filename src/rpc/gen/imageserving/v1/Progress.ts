// Original file: proto/imageserving/v1/supervisor.proto

import type { ComponentState as _imageserving_v1_ComponentState, ComponentState__Output as _imageserving_v1_ComponentState__Output } from '../../imageserving/v1/ComponentState.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * How a component stands while an operation runs.
 */
export interface Progress {
  'component'?: (string);
  'state'?: (_imageserving_v1_ComponentState);
  'ready'?: (boolean);
  /**
   * 0: none.
   */
  'pid'?: (number);
  /**
   * How long it has been in that state.
   */
  'inState'?: (_google_protobuf_Duration | null);
  /**
   * What it waits for, or why it is as it is.
   */
  'detail'?: (string);
}

/**
 * How a component stands while an operation runs.
 */
export interface Progress__Output {
  'component': (string);
  'state': (_imageserving_v1_ComponentState__Output);
  'ready': (boolean);
  /**
   * 0: none.
   */
  'pid': (number);
  /**
   * How long it has been in that state.
   */
  'inState': (_google_protobuf_Duration__Output | null);
  /**
   * What it waits for, or why it is as it is.
   */
  'detail': (string);
}
