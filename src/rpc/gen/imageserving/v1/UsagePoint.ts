// Original file: proto/imageserving/v1/supervisor.proto

import type { Long } from '@grpc/proto-loader';

export interface UsagePoint {
  /**
   * The end of the step, milliseconds since 1970-01-01 UTC by the clock of the host.
   */
  'atMs'?: (number | string | Long);
  /**
   * Resident memory of the whole process tree, mean over the step.
   */
  'memoryBytes'?: (number | string | Long);
  /**
   * The most that was seen in the step.
   */
  'peakBytes'?: (number | string | Long);
  /**
   * 100 is one processor; mean over the step.
   */
  'cpuPercent'?: (number | string);
}

export interface UsagePoint__Output {
  /**
   * The end of the step, milliseconds since 1970-01-01 UTC by the clock of the host.
   */
  'atMs': (number);
  /**
   * Resident memory of the whole process tree, mean over the step.
   */
  'memoryBytes': (number);
  /**
   * The most that was seen in the step.
   */
  'peakBytes': (number);
  /**
   * 100 is one processor; mean over the step.
   */
  'cpuPercent': (number);
}
