// Original file: proto/imageserving/v1/supervisor.proto

export const HostEventKind = {
  HOST_EVENT_KIND_UNSPECIFIED: 'HOST_EVENT_KIND_UNSPECIFIED',
  HOST_EVENT_KIND_AGENT_STARTED: 'HOST_EVENT_KIND_AGENT_STARTED',
  HOST_EVENT_KIND_AGENT_ENDED: 'HOST_EVENT_KIND_AGENT_ENDED',
  /**
   * Another configuration was taken into use, or one could not be.
   */
  HOST_EVENT_KIND_CONFIGURATION: 'HOST_EVENT_KIND_CONFIGURATION',
  /**
   * The Server Supervisor began or ended.
   */
  HOST_EVENT_KIND_SUPERVISOR: 'HOST_EVENT_KIND_SUPERVISOR',
  /**
   * A component went from one state to another.
   */
  HOST_EVENT_KIND_STATE: 'HOST_EVENT_KIND_STATE',
  /**
   * In the same state it became ready or not, or its liveness complains or does no more.
   */
  HOST_EVENT_KIND_HEALTH: 'HOST_EVENT_KIND_HEALTH',
  HOST_EVENT_KIND_OPERATION_BEGUN: 'HOST_EVENT_KIND_OPERATION_BEGUN',
  HOST_EVENT_KIND_OPERATION_ENDED: 'HOST_EVENT_KIND_OPERATION_ENDED',
} as const;

export type HostEventKind =
  | 'HOST_EVENT_KIND_UNSPECIFIED'
  | 0
  | 'HOST_EVENT_KIND_AGENT_STARTED'
  | 1
  | 'HOST_EVENT_KIND_AGENT_ENDED'
  | 2
  /**
   * Another configuration was taken into use, or one could not be.
   */
  | 'HOST_EVENT_KIND_CONFIGURATION'
  | 3
  /**
   * The Server Supervisor began or ended.
   */
  | 'HOST_EVENT_KIND_SUPERVISOR'
  | 4
  /**
   * A component went from one state to another.
   */
  | 'HOST_EVENT_KIND_STATE'
  | 5
  /**
   * In the same state it became ready or not, or its liveness complains or does no more.
   */
  | 'HOST_EVENT_KIND_HEALTH'
  | 6
  | 'HOST_EVENT_KIND_OPERATION_BEGUN'
  | 7
  | 'HOST_EVENT_KIND_OPERATION_ENDED'
  | 8

export type HostEventKind__Output = typeof HostEventKind[keyof typeof HostEventKind]
