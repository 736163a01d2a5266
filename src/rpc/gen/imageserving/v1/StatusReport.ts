// Original file: proto/imageserving/v1/supervisor.proto

import type { SupervisorStatus as _imageserving_v1_SupervisorStatus, SupervisorStatus__Output as _imageserving_v1_SupervisorStatus__Output } from '../../imageserving/v1/SupervisorStatus.ts';
import type { ComponentStatus as _imageserving_v1_ComponentStatus, ComponentStatus__Output as _imageserving_v1_ComponentStatus__Output } from '../../imageserving/v1/ComponentStatus.ts';
import type { Operation as _imageserving_v1_Operation, Operation__Output as _imageserving_v1_Operation__Output } from '../../imageserving/v1/Operation.ts';

export interface StatusReport {
  'host'?: (string);
  'supervisor'?: (_imageserving_v1_SupervisorStatus | null);
  'components'?: (_imageserving_v1_ComponentStatus)[];
  /**
   * What an operator should know beside it, each one sentence.
   */
  'warnings'?: (string)[];
  /**
   * The operations in progress.
   */
  'operations'?: (_imageserving_v1_Operation)[];
}

export interface StatusReport__Output {
  'host': (string);
  'supervisor': (_imageserving_v1_SupervisorStatus__Output | null);
  'components': (_imageserving_v1_ComponentStatus__Output)[];
  /**
   * What an operator should know beside it, each one sentence.
   */
  'warnings': (string)[];
  /**
   * The operations in progress.
   */
  'operations': (_imageserving_v1_Operation__Output)[];
}
