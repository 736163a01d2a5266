// Original file: proto/imageserving/v1/supervisor.proto


export interface ConfigurationReport {
  'host'?: (string);
  /**
   * Where it was read from, absolute.
   */
  'file'?: (string);
  /**
   * As SupervisorStatus has it.
   */
  'configHash'?: (string);
  /**
   * The effective configuration, YAML, with whatever may be secret removed.
   */
  'yaml'?: (string);
}

export interface ConfigurationReport__Output {
  'host': (string);
  /**
   * Where it was read from, absolute.
   */
  'file': (string);
  /**
   * As SupervisorStatus has it.
   */
  'configHash': (string);
  /**
   * The effective configuration, YAML, with whatever may be secret removed.
   */
  'yaml': (string);
}
