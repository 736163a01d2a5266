// Original file: proto/imageserving/v1/supervisor.proto


export interface ReleaseLeaseRequest {
  'leaseId'?: (string);
  'expectedHost'?: (string);
}

export interface ReleaseLeaseRequest__Output {
  'leaseId': (string);
  'expectedHost': (string);
}
