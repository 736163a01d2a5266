// Original file: proto/imageserving/v1/supervisor.proto

import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { UsagePoint as _imageserving_v1_UsagePoint, UsagePoint__Output as _imageserving_v1_UsagePoint__Output } from '../../imageserving/v1/UsagePoint.ts';

export interface UsageSeries {
  /**
   * Empty: the agent itself.
   */
  'component'?: (string);
  /**
   * Length of a step.
   */
  'step'?: (_google_protobuf_Duration | null);
  /**
   * The oldest first. Gaps are times in which it did not run, or no agent did.
   */
  'points'?: (_imageserving_v1_UsagePoint)[];
}

export interface UsageSeries__Output {
  /**
   * Empty: the agent itself.
   */
  'component': (string);
  /**
   * Length of a step.
   */
  'step': (_google_protobuf_Duration__Output | null);
  /**
   * The oldest first. Gaps are times in which it did not run, or no agent did.
   */
  'points': (_imageserving_v1_UsagePoint__Output)[];
}
