// Original file: proto/imageserving/v1/supervisor.proto


export interface GetOperationRequest {
  'operationId'?: (string);
  /**
   * Refused when this agent is someone else: another host may have its address by now. Empty: not checked.
   */
  'expectedHost'?: (string);
}

export interface GetOperationRequest__Output {
  'operationId': (string);
  /**
   * Refused when this agent is someone else: another host may have its address by now. Empty: not checked.
   */
  'expectedHost': (string);
}
