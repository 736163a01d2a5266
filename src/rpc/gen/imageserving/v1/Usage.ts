// Original file: proto/imageserving/v1/supervisor.proto

import type { Long } from '@grpc/proto-loader';

/**
 * Memory and processor use of a process tree.
 */
export interface Usage {
  /**
   * Resident memory, the sum over the tree.
   */
  'memoryBytes'?: (number | string | Long);
  /**
   * Proportional set size, where it can be read for the whole tree.
   */
  'pssBytes'?: (number | string | Long);
  /**
   * 100 is one processor.
   */
  'cpuPercent'?: (number | string);
  'processes'?: (number);
  '_pssBytes'?: "pssBytes";
}

/**
 * Memory and processor use of a process tree.
 */
export interface Usage__Output {
  /**
   * Resident memory, the sum over the tree.
   */
  'memoryBytes': (number);
  /**
   * Proportional set size, where it can be read for the whole tree.
   */
  'pssBytes'?: (number);
  /**
   * 100 is one processor.
   */
  'cpuPercent': (number);
  'processes': (number);
  '_pssBytes'?: "pssBytes";
}
