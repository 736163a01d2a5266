// Original file: proto/imageserving/v1/supervisor.proto


export interface CancelOperationRequest {
  'operationId'?: (string);
  /**
   * For the audit log.
   */
  'reason'?: (string);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost'?: (string);
}

export interface CancelOperationRequest__Output {
  'operationId': (string);
  /**
   * For the audit log.
   */
  'reason': (string);
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost': (string);
}
