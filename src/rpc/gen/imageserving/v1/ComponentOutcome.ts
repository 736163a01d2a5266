// Original file: proto/imageserving/v1/supervisor.proto

import type { ComponentAction as _imageserving_v1_ComponentAction, ComponentAction__Output as _imageserving_v1_ComponentAction__Output } from '../../imageserving/v1/ComponentAction.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * What an operation did to one component.
 */
export interface ComponentOutcome {
  'name'?: (string);
  'action'?: (_imageserving_v1_ComponentAction);
  /**
   * Leader before the operation; 0: none.
   */
  'previousPid'?: (number);
  /**
   * Leader after the operation; 0: none.
   */
  'pid'?: (number);
  'duration'?: (_google_protobuf_Duration | null);
  /**
   * One sentence, where action is failed.
   */
  'error'?: (string);
  'logFile'?: (string);
  /**
   * The last lines of its log, where action is failed.
   */
  'logTail'?: (string)[];
}

/**
 * What an operation did to one component.
 */
export interface ComponentOutcome__Output {
  'name': (string);
  'action': (_imageserving_v1_ComponentAction__Output);
  /**
   * Leader before the operation; 0: none.
   */
  'previousPid': (number);
  /**
   * Leader after the operation; 0: none.
   */
  'pid': (number);
  'duration': (_google_protobuf_Duration__Output | null);
  /**
   * One sentence, where action is failed.
   */
  'error': (string);
  'logFile': (string);
  /**
   * The last lines of its log, where action is failed.
   */
  'logTail': (string)[];
}
