// Original file: proto/google/rpc/error_details.proto


export interface ErrorInfo {
  /**
   * UPPER_SNAKE_CASE, unique within the domain.
   */
  'reason'?: (string);
  'domain'?: (string);
  'metadata'?: ({[key: string]: string});
}

export interface ErrorInfo__Output {
  /**
   * UPPER_SNAKE_CASE, unique within the domain.
   */
  'reason': (string);
  'domain': (string);
  'metadata': ({[key: string]: string});
}
