// Original file: proto/imageserving/v1/supervisor.proto


export interface TestNotificationsRequest {
  /**
   * None: all that are configured.
   */
  'names'?: (string)[];
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost'?: (string);
}

export interface TestNotificationsRequest__Output {
  /**
   * None: all that are configured.
   */
  'names': (string)[];
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost': (string);
}
