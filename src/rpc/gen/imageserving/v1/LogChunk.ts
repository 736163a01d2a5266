// Original file: proto/imageserving/v1/supervisor.proto


/**
 * Whole lines of one component's log.
 */
export interface LogChunk {
  'component'?: (string);
  /**
   * Without line ends. A line of more than 64 KiB comes in pieces. Bytes that are not UTF-8 are replaced by U+FFFD.
   */
  'lines'?: (string)[];
}

/**
 * Whole lines of one component's log.
 */
export interface LogChunk__Output {
  'component': (string);
  /**
   * Without line ends. A line of more than 64 KiB comes in pieces. Bytes that are not UTF-8 are replaced by U+FFFD.
   */
  'lines': (string)[];
}
