// Original file: proto/imageserving/v1/supervisor.proto

import type { Severity as _imageserving_v1_Severity, Severity__Output as _imageserving_v1_Severity__Output } from '../../imageserving/v1/Severity.ts';

/**
 * What a check-up found.
 */
export interface Finding {
  'severity'?: (_imageserving_v1_Severity);
  /**
   * What kind of check it was: certificate, clock, disk, …
   */
  'check'?: (string);
  /**
   * What it is about: a file, an address, a component; empty: the whole.
   */
  'subject'?: (string);
  /**
   * One sentence: what was seen.
   */
  'message'?: (string);
  /**
   * What to do; empty where there is nothing to do.
   */
  'remedy'?: (string);
}

/**
 * What a check-up found.
 */
export interface Finding__Output {
  'severity': (_imageserving_v1_Severity__Output);
  /**
   * What kind of check it was: certificate, clock, disk, …
   */
  'check': (string);
  /**
   * What it is about: a file, an address, a component; empty: the whole.
   */
  'subject': (string);
  /**
   * One sentence: what was seen.
   */
  'message': (string);
  /**
   * What to do; empty where there is nothing to do.
   */
  'remedy': (string);
}
