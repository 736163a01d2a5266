// Original file: proto/imageserving/v1/supervisor.proto

import type { Usage as _imageserving_v1_Usage, Usage__Output as _imageserving_v1_Usage__Output } from '../../imageserving/v1/Usage.ts';
import type { Duration as _google_protobuf_Duration, Duration__Output as _google_protobuf_Duration__Output } from '../../google/protobuf/Duration.ts';

export interface ComponentFigures {
  'name'?: (string);
  /**
   * These as ComponentStatus has them.
   */
  'usage'?: (_imageserving_v1_Usage | null);
  'uptime'?: (_google_protobuf_Duration | null);
  'probeLatency'?: (_google_protobuf_Duration | null);
}

export interface ComponentFigures__Output {
  'name': (string);
  /**
   * These as ComponentStatus has them.
   */
  'usage': (_imageserving_v1_Usage__Output | null);
  'uptime': (_google_protobuf_Duration__Output | null);
  'probeLatency': (_google_protobuf_Duration__Output | null);
}
