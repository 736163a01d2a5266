// Original file: proto/imageserving/v1/supervisor.proto


export interface BreakLeaseRequest {
  /**
   * The one that is meant: where another is held by now, it stays.
   */
  'leaseId'?: (string);
  /**
   * For the audit log.
   */
  'reason'?: (string);
  'expectedHost'?: (string);
}

export interface BreakLeaseRequest__Output {
  /**
   * The one that is meant: where another is held by now, it stays.
   */
  'leaseId': (string);
  /**
   * For the audit log.
   */
  'reason': (string);
  'expectedHost': (string);
}
