// Original file: proto/imageserving/v1/supervisor.proto

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

/**
 * What an operation is asked to do; the kind is the call's.
 */
export interface OperationRequest {
  /**
   * Made by the caller, a UUID. 1 to 64 characters of A-Z a-z 0-9 . _ -
   */
  'operationId'?: (string);
  /**
   * None: all, the Server Supervisor included.
   */
  'components'?: (string)[];
  /**
   * How long it may take in all. Not set: as long as the components' own time-outs allow.
   */
  'timeout'?: (_google_protobuf_Duration | null);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost'?: (string);
  /**
   * For the audit log.
   */
  'reason'?: (string);
}

/**
 * What an operation is asked to do; the kind is the call's.
 */
export interface OperationRequest__Output {
  /**
   * Made by the caller, a UUID. 1 to 64 characters of A-Z a-z 0-9 . _ -
   */
  'operationId': (string);
  /**
   * None: all, the Server Supervisor included.
   */
  'components': (string)[];
  /**
   * How long it may take in all. Not set: as long as the components' own time-outs allow.
   */
  'timeout': (_google_protobuf_Duration__Output | null);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost': (string);
  /**
   * For the audit log.
   */
  'reason': (string);
}
