// Original file: proto/imageserving/v1/supervisor.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { HostEventKind as _imageserving_v1_HostEventKind, HostEventKind__Output as _imageserving_v1_HostEventKind__Output } from '../../imageserving/v1/HostEventKind.ts';
import type { ComponentState as _imageserving_v1_ComponentState, ComponentState__Output as _imageserving_v1_ComponentState__Output } from '../../imageserving/v1/ComponentState.ts';
import type { ExitRecord as _imageserving_v1_ExitRecord, ExitRecord__Output as _imageserving_v1_ExitRecord__Output } from '../../imageserving/v1/ExitRecord.ts';
import type { OperationKind as _imageserving_v1_OperationKind, OperationKind__Output as _imageserving_v1_OperationKind__Output } from '../../imageserving/v1/OperationKind.ts';
import type { Long } from '@grpc/proto-loader';

/**
 * One thing that happened on a host, as its agent saw it.
 */
export interface HostEvent {
  /**
   * Grows by one with every event of this host, and goes on across restarts of its agent.
   */
  'sequence'?: (number | string | Long);
  /**
   * By the clock of the host.
   */
  'at'?: (_google_protobuf_Timestamp | null);
  'kind'?: (_imageserving_v1_HostEventKind);
  /**
   * Empty: about the host, its agent or the Server Supervisor.
   */
  'component'?: (string);
  /**
   * One sentence for people, which does not repeat the component.
   */
  'message'?: (string);
  /**
   * Since this event. Unspecified where it is about no component.
   */
  'state'?: (_imageserving_v1_ComponentState);
  'previousState'?: (_imageserving_v1_ComponentState);
  'ready'?: (boolean);
  /**
   * The leader that it is about; 0: none.
   */
  'pid'?: (number);
  /**
   * Who asked for it, where somebody did.
   */
  'by'?: (string);
  'operationId'?: (string);
  /**
   * How a process ended, where one did.
   */
  'exit'?: (_imageserving_v1_ExitRecord | null);
  /**
   * What was seen beside it that speaks for a cause, each one sentence.
   */
  'evidence'?: (string)[];
  /**
   * The last lines of the component's log at that moment, where something went wrong.
   */
  'tail'?: (string)[];
  /**
   * What the operation that began or ended does.
   */
  'operationKind'?: (_imageserving_v1_OperationKind);
  /**
   * What that operation was asked for; none: everything.
   */
  'requestedComponents'?: (string)[];
}

/**
 * One thing that happened on a host, as its agent saw it.
 */
export interface HostEvent__Output {
  /**
   * Grows by one with every event of this host, and goes on across restarts of its agent.
   */
  'sequence': (number);
  /**
   * By the clock of the host.
   */
  'at': (_google_protobuf_Timestamp__Output | null);
  'kind': (_imageserving_v1_HostEventKind__Output);
  /**
   * Empty: about the host, its agent or the Server Supervisor.
   */
  'component': (string);
  /**
   * One sentence for people, which does not repeat the component.
   */
  'message': (string);
  /**
   * Since this event. Unspecified where it is about no component.
   */
  'state': (_imageserving_v1_ComponentState__Output);
  'previousState': (_imageserving_v1_ComponentState__Output);
  'ready': (boolean);
  /**
   * The leader that it is about; 0: none.
   */
  'pid': (number);
  /**
   * Who asked for it, where somebody did.
   */
  'by': (string);
  'operationId': (string);
  /**
   * How a process ended, where one did.
   */
  'exit': (_imageserving_v1_ExitRecord__Output | null);
  /**
   * What was seen beside it that speaks for a cause, each one sentence.
   */
  'evidence': (string)[];
  /**
   * The last lines of the component's log at that moment, where something went wrong.
   */
  'tail': (string)[];
  /**
   * What the operation that began or ended does.
   */
  'operationKind': (_imageserving_v1_OperationKind__Output);
  /**
   * What that operation was asked for; none: everything.
   */
  'requestedComponents': (string)[];
}
