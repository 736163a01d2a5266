// Original file: proto/imageserving/v1/supervisor.proto

export const SupervisorState = {
  SUPERVISOR_STATE_UNSPECIFIED: 'SUPERVISOR_STATE_UNSPECIFIED',
  SUPERVISOR_STATE_RUNNING: 'SUPERVISOR_STATE_RUNNING',
  SUPERVISOR_STATE_STOPPED: 'SUPERVISOR_STATE_STOPPED',
} as const;

export type SupervisorState =
  | 'SUPERVISOR_STATE_UNSPECIFIED'
  | 0
  | 'SUPERVISOR_STATE_RUNNING'
  | 1
  | 'SUPERVISOR_STATE_STOPPED'
  | 2

export type SupervisorState__Output = typeof SupervisorState[keyof typeof SupervisorState]
