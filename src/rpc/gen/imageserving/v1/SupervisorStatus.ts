// Original file: proto/imageserving/v1/supervisor.proto

import type { SupervisorState as _imageserving_v1_SupervisorState, SupervisorState__Output as _imageserving_v1_SupervisorState__Output } from '../../imageserving/v1/SupervisorState.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';
import type { Usage as _imageserving_v1_Usage, Usage__Output as _imageserving_v1_Usage__Output } from '../../imageserving/v1/Usage.ts';

export interface SupervisorStatus {
  'state'?: (_imageserving_v1_SupervisorState);
  /**
   * The agent's process.
   */
  'pid'?: (number);
  /**
   * Since the Server Supervisor was started. Not set while it is not running.
   */
  'uptime'?: (_google_protobuf_Duration | null);
  'usage'?: (_imageserving_v1_Usage | null);
  'version'?: (string);
  /**
   * sha256: and 64 hex digits over the effective configuration of the components.
   */
  'configHash'?: (string);
}

export interface SupervisorStatus__Output {
  'state': (_imageserving_v1_SupervisorState__Output);
  /**
   * The agent's process.
   */
  'pid': (number);
  /**
   * Since the Server Supervisor was started. Not set while it is not running.
   */
  'uptime': (_google_protobuf_Duration__Output | null);
  'usage': (_imageserving_v1_Usage__Output | null);
  'version': (string);
  /**
   * sha256: and 64 hex digits over the effective configuration of the components.
   */
  'configHash': (string);
}
