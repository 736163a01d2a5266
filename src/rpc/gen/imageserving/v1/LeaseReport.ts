// Original file: proto/imageserving/v1/supervisor.proto

import type { Lease as _imageserving_v1_Lease, Lease__Output as _imageserving_v1_Lease__Output } from '../../imageserving/v1/Lease.ts';

/**
 * Who holds the lease of a host.
 */
export interface LeaseReport {
  'host'?: (string);
  /**
   * Not set: nobody.
   */
  'lease'?: (_imageserving_v1_Lease | null);
}

/**
 * Who holds the lease of a host.
 */
export interface LeaseReport__Output {
  'host': (string);
  /**
   * Not set: nobody.
   */
  'lease': (_imageserving_v1_Lease__Output | null);
}
