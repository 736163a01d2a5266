// Original file: proto/imageserving/v1/supervisor.proto


export interface GetLeaseRequest {
  'expectedHost'?: (string);
}

export interface GetLeaseRequest__Output {
  'expectedHost': (string);
}
