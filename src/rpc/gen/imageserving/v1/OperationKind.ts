// Original file: proto/imageserving/v1/supervisor.proto

export const OperationKind = {
  OPERATION_KIND_UNSPECIFIED: 'OPERATION_KIND_UNSPECIFIED',
  OPERATION_KIND_START: 'OPERATION_KIND_START',
  OPERATION_KIND_STOP: 'OPERATION_KIND_STOP',
  OPERATION_KIND_RESTART: 'OPERATION_KIND_RESTART',
} as const;

export type OperationKind =
  | 'OPERATION_KIND_UNSPECIFIED'
  | 0
  | 'OPERATION_KIND_START'
  | 1
  | 'OPERATION_KIND_STOP'
  | 2
  | 'OPERATION_KIND_RESTART'
  | 3

export type OperationKind__Output = typeof OperationKind[keyof typeof OperationKind]
