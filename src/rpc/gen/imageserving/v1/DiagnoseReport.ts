// Original file: proto/imageserving/v1/supervisor.proto

import type { Timestamp as _google_protobuf_Timestamp, Timestamp__Output as _google_protobuf_Timestamp__Output } from '../../google/protobuf/Timestamp.ts';
import type { Finding as _imageserving_v1_Finding, Finding__Output as _imageserving_v1_Finding__Output } from '../../imageserving/v1/Finding.ts';

export interface DiagnoseReport {
  'host'?: (string);
  /**
   * The clock of the host when this was sent.
   */
  'now'?: (_google_protobuf_Timestamp | null);
  'version'?: (string);
  'findings'?: (_imageserving_v1_Finding)[];
}

export interface DiagnoseReport__Output {
  'host': (string);
  /**
   * The clock of the host when this was sent.
   */
  'now': (_google_protobuf_Timestamp__Output | null);
  'version': (string);
  'findings': (_imageserving_v1_Finding__Output)[];
}
