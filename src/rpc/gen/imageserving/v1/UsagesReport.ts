// Original file: proto/imageserving/v1/supervisor.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { UsageSeries as _imageserving_v1_UsageSeries, UsageSeries__Output as _imageserving_v1_UsageSeries__Output } from '../../imageserving/v1/UsageSeries.ts';

export interface UsagesReport {
  'host'?: (string);
  /**
   * The clock of the host when this was sent.
   */
  'now'?: (_google_protobuf_Timestamp | null);
  /**
   * Two for each component: fine for the last hour, coarse for the last week.
   */
  'series'?: (_imageserving_v1_UsageSeries)[];
}

export interface UsagesReport__Output {
  'host': (string);
  /**
   * The clock of the host when this was sent.
   */
  'now': (_google_protobuf_Timestamp__Output | null);
  /**
   * Two for each component: fine for the last hour, coarse for the last week.
   */
  'series': (_imageserving_v1_UsageSeries__Output)[];
}
