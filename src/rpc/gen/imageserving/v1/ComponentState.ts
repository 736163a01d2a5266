// Original file: proto/imageserving/v1/supervisor.proto

export const ComponentState = {
  COMPONENT_STATE_UNSPECIFIED: 'COMPONENT_STATE_UNSPECIFIED',
  COMPONENT_STATE_STOPPED: 'COMPONENT_STATE_STOPPED',
  /**
   * Not ready since it was started, or waiting for a component that it needs.
   */
  COMPONENT_STATE_STARTING: 'COMPONENT_STATE_STARTING',
  /**
   * Has been ready since it was started; whether it is now is told beside it.
   */
  COMPONENT_STATE_RUNNING: 'COMPONENT_STATE_RUNNING',
  COMPONENT_STATE_STOPPING: 'COMPONENT_STATE_STOPPING',
  /**
   * Crashed; will be started again soon.
   */
  COMPONENT_STATE_BACKOFF: 'COMPONENT_STATE_BACKOFF',
  /**
   * Cannot be started or keeps crashing; tried again rarely, if at all.
   */
  COMPONENT_STATE_FAILED: 'COMPONENT_STATE_FAILED',
} as const;

export type ComponentState =
  | 'COMPONENT_STATE_UNSPECIFIED'
  | 0
  | 'COMPONENT_STATE_STOPPED'
  | 1
  /**
   * Not ready since it was started, or waiting for a component that it needs.
   */
  | 'COMPONENT_STATE_STARTING'
  | 2
  /**
   * Has been ready since it was started; whether it is now is told beside it.
   */
  | 'COMPONENT_STATE_RUNNING'
  | 3
  | 'COMPONENT_STATE_STOPPING'
  | 4
  /**
   * Crashed; will be started again soon.
   */
  | 'COMPONENT_STATE_BACKOFF'
  | 5
  /**
   * Cannot be started or keeps crashing; tried again rarely, if at all.
   */
  | 'COMPONENT_STATE_FAILED'
  | 6

export type ComponentState__Output = typeof ComponentState[keyof typeof ComponentState]
