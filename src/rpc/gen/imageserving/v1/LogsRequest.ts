// Original file: proto/imageserving/v1/supervisor.proto


export interface LogsRequest {
  /**
   * None: all.
   */
  'components'?: (string)[];
  /**
   * How many of the last lines of each component. 0: none.
   */
  'lines'?: (number);
  /**
   * Go on with what is added.
   */
  'follow'?: (boolean);
  'expectedHost'?: (string);
}

export interface LogsRequest__Output {
  /**
   * None: all.
   */
  'components': (string)[];
  /**
   * How many of the last lines of each component. 0: none.
   */
  'lines': (number);
  /**
   * Go on with what is added.
   */
  'follow': (boolean);
  'expectedHost': (string);
}
