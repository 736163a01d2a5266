// Original file: proto/imageserving/v1/supervisor.proto

export const OperationResult = {
  OPERATION_RESULT_UNSPECIFIED: 'OPERATION_RESULT_UNSPECIFIED',
  /**
   * In progress.
   */
  OPERATION_RESULT_RUNNING: 'OPERATION_RESULT_RUNNING',
  /**
   * All that was asked for holds.
   */
  OPERATION_RESULT_DONE: 'OPERATION_RESULT_DONE',
  /**
   * Some of what was asked for does not hold; see the components.
   */
  OPERATION_RESULT_FAILED: 'OPERATION_RESULT_FAILED',
  /**
   * Ended by CancelOperation or by a stop.
   */
  OPERATION_RESULT_CANCELLED: 'OPERATION_RESULT_CANCELLED',
} as const;

export type OperationResult =
  | 'OPERATION_RESULT_UNSPECIFIED'
  | 0
  /**
   * In progress.
   */
  | 'OPERATION_RESULT_RUNNING'
  | 1
  /**
   * All that was asked for holds.
   */
  | 'OPERATION_RESULT_DONE'
  | 2
  /**
   * Some of what was asked for does not hold; see the components.
   */
  | 'OPERATION_RESULT_FAILED'
  | 3
  /**
   * Ended by CancelOperation or by a stop.
   */
  | 'OPERATION_RESULT_CANCELLED'
  | 4

export type OperationResult__Output = typeof OperationResult[keyof typeof OperationResult]
