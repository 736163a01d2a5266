// Original file: proto/imageserving/v1/supervisor.proto

import type { Long } from '@grpc/proto-loader';

/**
 * What a plan knows of a component.
 */
export interface Fence {
  'component'?: (string);
  /**
   * As ComponentStatus has it.
   */
  'generation'?: (number | string | Long);
}

/**
 * What a plan knows of a component.
 */
export interface Fence__Output {
  'component': (string);
  /**
   * As ComponentStatus has it.
   */
  'generation': (number);
}
