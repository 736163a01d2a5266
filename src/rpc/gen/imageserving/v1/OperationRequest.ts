// Original file: proto/imageserving/v1/supervisor.proto

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { Fence as _imageserving_v1_Fence, Fence__Output as _imageserving_v1_Fence__Output } from '../../imageserving/v1/Fence.ts';

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
  /**
   * Refused with MOVED_ON where one of these does not hold any more when the operation is accepted. An agent of before
   * there were fences passes them over, and has no leases either.
   */
  'fences'?: (_imageserving_v1_Fence)[];
  /**
   * Refused with MOVED_ON where the configuration in use has another SupervisorStatus.config_hash. Empty: not checked.
   */
  'expectedConfigHash'?: (string);
  /**
   * The lease under which this is asked for: refused with LEASE_HELD where another is held, with LEASE_NOT_HELD where
   * none is. Empty: under none, which no lease keeps out.
   */
  'leaseId'?: (string);
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
  /**
   * Refused with MOVED_ON where one of these does not hold any more when the operation is accepted. An agent of before
   * there were fences passes them over, and has no leases either.
   */
  'fences': (_imageserving_v1_Fence__Output)[];
  /**
   * Refused with MOVED_ON where the configuration in use has another SupervisorStatus.config_hash. Empty: not checked.
   */
  'expectedConfigHash': (string);
  /**
   * The lease under which this is asked for: refused with LEASE_HELD where another is held, with LEASE_NOT_HELD where
   * none is. Empty: under none, which no lease keeps out.
   */
  'leaseId': (string);
}
