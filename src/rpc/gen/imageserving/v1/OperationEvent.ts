// Original file: proto/imageserving/v1/supervisor.proto

import type { Operation as _imageserving_v1_Operation, Operation__Output as _imageserving_v1_Operation__Output } from '../../imageserving/v1/Operation.ts';
import type { Progress as _imageserving_v1_Progress, Progress__Output as _imageserving_v1_Progress__Output } from '../../imageserving/v1/Progress.ts';

export interface OperationEvent {
  /**
   * First, once: the operation as accepted or joined.
   */
  'accepted'?: (_imageserving_v1_Operation | null);
  'progress'?: (_imageserving_v1_Progress | null);
  /**
   * Last, exactly once.
   */
  'result'?: (_imageserving_v1_Operation | null);
  'event'?: "accepted"|"progress"|"result";
}

export interface OperationEvent__Output {
  /**
   * First, once: the operation as accepted or joined.
   */
  'accepted'?: (_imageserving_v1_Operation__Output | null);
  'progress'?: (_imageserving_v1_Progress__Output | null);
  /**
   * Last, exactly once.
   */
  'result'?: (_imageserving_v1_Operation__Output | null);
  'event'?: "accepted"|"progress"|"result";
}
