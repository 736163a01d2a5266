// Original file: proto/imageserving/v1/supervisor.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { StatusReport as _imageserving_v1_StatusReport, StatusReport__Output as _imageserving_v1_StatusReport__Output } from '../../imageserving/v1/StatusReport.ts';
import type { ComponentStatus as _imageserving_v1_ComponentStatus, ComponentStatus__Output as _imageserving_v1_ComponentStatus__Output } from '../../imageserving/v1/ComponentStatus.ts';
import type { SupervisorStatus as _imageserving_v1_SupervisorStatus, SupervisorStatus__Output as _imageserving_v1_SupervisorStatus__Output } from '../../imageserving/v1/SupervisorStatus.ts';
import type { Operation as _imageserving_v1_Operation, Operation__Output as _imageserving_v1_Operation__Output } from '../../imageserving/v1/Operation.ts';
import type { Figures as _imageserving_v1_Figures, Figures__Output as _imageserving_v1_Figures__Output } from '../../imageserving/v1/Figures.ts';
import type { Long } from '@grpc/proto-loader';

export interface WatchEvent {
  /**
   * Grows by one with every change on this agent; counts anew after the agent was restarted.
   */
  'sequence'?: (number | string | Long);
  'at'?: (_google_protobuf_Timestamp | null);
  /**
   * How everything stood at `sequence`.
   */
  'snapshot'?: (_imageserving_v1_StatusReport | null);
  /**
   * A component that changed.
   */
  'component'?: (_imageserving_v1_ComponentStatus | null);
  /**
   * The Server Supervisor changed.
   */
  'supervisor'?: (_imageserving_v1_SupervisorStatus | null);
  /**
   * An operation began or ended.
   */
  'operation'?: (_imageserving_v1_Operation | null);
  /**
   * So many changes were lost because this reader was too slow; a snapshot follows.
   */
  'dropped'?: (number | string | Long);
  /**
   * Tells the lives of the agent apart, in which it counts anew.
   */
  'epoch'?: (string);
  /**
   * Figures as they are now, which are no change: it has the number of the last one.
   */
  'figures'?: (_imageserving_v1_Figures | null);
  'event'?: "snapshot"|"component"|"supervisor"|"operation"|"dropped"|"figures";
}

export interface WatchEvent__Output {
  /**
   * Grows by one with every change on this agent; counts anew after the agent was restarted.
   */
  'sequence': (number);
  'at': (_google_protobuf_Timestamp__Output | null);
  /**
   * How everything stood at `sequence`.
   */
  'snapshot'?: (_imageserving_v1_StatusReport__Output | null);
  /**
   * A component that changed.
   */
  'component'?: (_imageserving_v1_ComponentStatus__Output | null);
  /**
   * The Server Supervisor changed.
   */
  'supervisor'?: (_imageserving_v1_SupervisorStatus__Output | null);
  /**
   * An operation began or ended.
   */
  'operation'?: (_imageserving_v1_Operation__Output | null);
  /**
   * So many changes were lost because this reader was too slow; a snapshot follows.
   */
  'dropped'?: (number);
  /**
   * Tells the lives of the agent apart, in which it counts anew.
   */
  'epoch': (string);
  /**
   * Figures as they are now, which are no change: it has the number of the last one.
   */
  'figures'?: (_imageserving_v1_Figures__Output | null);
  'event'?: "snapshot"|"component"|"supervisor"|"operation"|"dropped"|"figures";
}
