// Original file: proto/imageserving/v1/supervisor.proto


export interface StatusRequest {
  /**
   * None: all.
   */
  'components'?: (string)[];
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost'?: (string);
}

export interface StatusRequest__Output {
  /**
   * None: all.
   */
  'components': (string)[];
  /**
   * Refused when this agent is someone else. Empty: not checked.
   */
  'expectedHost': (string);
}
