// Original file: proto/imageserving/v1/supervisor.proto


export interface GetConfigurationRequest {
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost'?: (string);
}

export interface GetConfigurationRequest__Output {
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost': (string);
}
