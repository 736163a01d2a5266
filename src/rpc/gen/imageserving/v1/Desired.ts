// Original file: proto/imageserving/v1/supervisor.proto

export const Desired = {
  DESIRED_UNSPECIFIED: 'DESIRED_UNSPECIFIED',
  DESIRED_UP: 'DESIRED_UP',
  DESIRED_DOWN: 'DESIRED_DOWN',
} as const;

export type Desired =
  | 'DESIRED_UNSPECIFIED'
  | 0
  | 'DESIRED_UP'
  | 1
  | 'DESIRED_DOWN'
  | 2

export type Desired__Output = typeof Desired[keyof typeof Desired]
