// Original file: proto/imageserving/v1/supervisor.proto

export const Severity = {
  SEVERITY_UNSPECIFIED: 'SEVERITY_UNSPECIFIED',
  /**
   * It was looked at and is well.
   */
  SEVERITY_OK: 'SEVERITY_OK',
  /**
   * Worth knowing, nothing to do.
   */
  SEVERITY_NOTE: 'SEVERITY_NOTE',
  SEVERITY_WARNING: 'SEVERITY_WARNING',
  SEVERITY_ERROR: 'SEVERITY_ERROR',
} as const;

export type Severity =
  | 'SEVERITY_UNSPECIFIED'
  | 0
  /**
   * It was looked at and is well.
   */
  | 'SEVERITY_OK'
  | 1
  /**
   * Worth knowing, nothing to do.
   */
  | 'SEVERITY_NOTE'
  | 2
  | 'SEVERITY_WARNING'
  | 3
  | 'SEVERITY_ERROR'
  | 4

export type Severity__Output = typeof Severity[keyof typeof Severity]
