// Original file: proto/imageserving/v1/supervisor.proto


export interface CancelOperationRequest {
  'operationId'?: (string);
  /**
   * For the audit log.
   */
  'reason'?: (string);
}

export interface CancelOperationRequest__Output {
  'operationId': (string);
  /**
   * For the audit log.
   */
  'reason': (string);
}
