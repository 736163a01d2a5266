// Original file: proto/imageserving/v1/supervisor.proto

import type { Desired as _imageserving_v1_Desired, Desired__Output as _imageserving_v1_Desired__Output } from '../../imageserving/v1/Desired.ts';
import type { ComponentState as _imageserving_v1_ComponentState, ComponentState__Output as _imageserving_v1_ComponentState__Output } from '../../imageserving/v1/ComponentState.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { Usage as _imageserving_v1_Usage, Usage__Output as _imageserving_v1_Usage__Output } from '../../imageserving/v1/Usage.ts';
import type { ExitRecord as _imageserving_v1_ExitRecord, ExitRecord__Output as _imageserving_v1_ExitRecord__Output } from '../../imageserving/v1/ExitRecord.ts';
import type { Long } from '@grpc/proto-loader';

export interface ComponentStatus {
  'name'?: (string);
  'title'?: (string);
  'desired'?: (_imageserving_v1_Desired);
  'state'?: (_imageserving_v1_ComponentState);
  /**
   * Its probe holds.
   */
  'ready'?: (boolean);
  /**
   * Leader of its process group; 0: none.
   */
  'pid'?: (number);
  /**
   * Since the kernel's start time of the leader. Not set while there is none.
   */
  'uptime'?: (_google_protobuf_Duration | null);
  /**
   * Not set while there is no process, or nothing was measured yet.
   */
  'usage'?: (_imageserving_v1_Usage | null);
  /**
   * Restarts by the Supervisor after crashes.
   */
  'restarts'?: (number);
  /**
   * Not set where it has not ended yet.
   */
  'lastExit'?: (_imageserving_v1_ExitRecord | null);
  /**
   * Why it is not running and ready; empty where it is.
   */
  'reason'?: (string);
  /**
   * Components that must be ready first.
   */
  'waitingFor'?: (string)[];
  /**
   * Until the next attempt to start it. Not set where none is due.
   */
  'retryIn'?: (_google_protobuf_Duration | null);
  'logFile'?: (string);
  /**
   * Grows by one with every process that is started for it, whoever asked. 0: none was, or it is not known.
   */
  'generation'?: (number | string | Long);
  /**
   * How long its last successful probe took, readiness or liveness, of the process that runs. Not set where none has succeeded or
   * none is asked.
   */
  'probeLatency'?: (_google_protobuf_Duration | null);
}

export interface ComponentStatus__Output {
  'name': (string);
  'title': (string);
  'desired': (_imageserving_v1_Desired__Output);
  'state': (_imageserving_v1_ComponentState__Output);
  /**
   * Its probe holds.
   */
  'ready': (boolean);
  /**
   * Leader of its process group; 0: none.
   */
  'pid': (number);
  /**
   * Since the kernel's start time of the leader. Not set while there is none.
   */
  'uptime': (_google_protobuf_Duration__Output | null);
  /**
   * Not set while there is no process, or nothing was measured yet.
   */
  'usage': (_imageserving_v1_Usage__Output | null);
  /**
   * Restarts by the Supervisor after crashes.
   */
  'restarts': (number);
  /**
   * Not set where it has not ended yet.
   */
  'lastExit': (_imageserving_v1_ExitRecord__Output | null);
  /**
   * Why it is not running and ready; empty where it is.
   */
  'reason': (string);
  /**
   * Components that must be ready first.
   */
  'waitingFor': (string)[];
  /**
   * Until the next attempt to start it. Not set where none is due.
   */
  'retryIn': (_google_protobuf_Duration__Output | null);
  'logFile': (string);
  /**
   * Grows by one with every process that is started for it, whoever asked. 0: none was, or it is not known.
   */
  'generation': (number);
  /**
   * How long its last successful probe took, readiness or liveness, of the process that runs. Not set where none has succeeded or
   * none is asked.
   */
  'probeLatency': (_google_protobuf_Duration__Output | null);
}
