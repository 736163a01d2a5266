// Original file: proto/imageserving/v1/supervisor.proto


export interface DiagnoseRequest {
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost'?: (string);
}

export interface DiagnoseRequest__Output {
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost': (string);
}
