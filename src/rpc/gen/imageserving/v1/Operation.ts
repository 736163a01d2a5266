// Original file: proto/imageserving/v1/supervisor.proto

import type { OperationKind as _imageserving_v1_OperationKind, OperationKind__Output as _imageserving_v1_OperationKind__Output } from '../../imageserving/v1/OperationKind.ts';
import type { OperationResult as _imageserving_v1_OperationResult, OperationResult__Output as _imageserving_v1_OperationResult__Output } from '../../imageserving/v1/OperationResult.ts';
import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { ComponentOutcome as _imageserving_v1_ComponentOutcome, ComponentOutcome__Output as _imageserving_v1_ComponentOutcome__Output } from '../../imageserving/v1/ComponentOutcome.ts';

/**
 * One operation as the agent keeps it, durably.
 */
export interface Operation {
  'operationId'?: (string);
  'kind'?: (_imageserving_v1_OperationKind);
  /**
   * As asked; none: all.
   */
  'requestedComponents'?: (string)[];
  'result'?: (_imageserving_v1_OperationResult);
  /**
   * Who asked.
   */
  'requestedBy'?: (string);
  'reason'?: (string);
  'startedAt'?: (_google_protobuf_Timestamp | null);
  /**
   * Not set: none.
   */
  'deadline'?: (_google_protobuf_Timestamp | null);
  /**
   * Not set while in progress.
   */
  'finishedAt'?: (_google_protobuf_Timestamp | null);
  'duration'?: (_google_protobuf_Duration | null);
  'components'?: (_imageserving_v1_ComponentOutcome)[];
  /**
   * One sentence for people.
   */
  'message'?: (string);
  'host'?: (string);
  /**
   * The agent itself ends with this operation: one that was started in the background ends after a stop of everything.
   */
  'agentEnds'?: (boolean);
}

/**
 * One operation as the agent keeps it, durably.
 */
export interface Operation__Output {
  'operationId': (string);
  'kind': (_imageserving_v1_OperationKind__Output);
  /**
   * As asked; none: all.
   */
  'requestedComponents': (string)[];
  'result': (_imageserving_v1_OperationResult__Output);
  /**
   * Who asked.
   */
  'requestedBy': (string);
  'reason': (string);
  'startedAt': (_google_protobuf_Timestamp__Output | null);
  /**
   * Not set: none.
   */
  'deadline': (_google_protobuf_Timestamp__Output | null);
  /**
   * Not set while in progress.
   */
  'finishedAt': (_google_protobuf_Timestamp__Output | null);
  'duration': (_google_protobuf_Duration__Output | null);
  'components': (_imageserving_v1_ComponentOutcome__Output)[];
  /**
   * One sentence for people.
   */
  'message': (string);
  'host': (string);
  /**
   * The agent itself ends with this operation: one that was started in the background ends after a stop of everything.
   */
  'agentEnds': (boolean);
}
