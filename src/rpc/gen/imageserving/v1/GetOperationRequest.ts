// Original file: proto/imageserving/v1/supervisor.proto


export interface GetOperationRequest {
  'operationId'?: (string);
}

export interface GetOperationRequest__Output {
  'operationId': (string);
}
