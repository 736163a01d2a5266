// Original file: proto/imageserving/v1/supervisor.proto

import type { Usage as _imageserving_v1_Usage, Usage__Output as _imageserving_v1_Usage__Output } from '../../imageserving/v1/Usage.ts';
import type { ComponentFigures as _imageserving_v1_ComponentFigures, ComponentFigures__Output as _imageserving_v1_ComponentFigures__Output } from '../../imageserving/v1/ComponentFigures.ts';

/**
 * Memory and processor use of everything on a host.
 */
export interface Figures {
  /**
   * Of the agent's process. Not set where nothing was measured yet.
   */
  'supervisor'?: (_imageserving_v1_Usage | null);
  'components'?: (_imageserving_v1_ComponentFigures)[];
}

/**
 * Memory and processor use of everything on a host.
 */
export interface Figures__Output {
  /**
   * Of the agent's process. Not set where nothing was measured yet.
   */
  'supervisor': (_imageserving_v1_Usage__Output | null);
  'components': (_imageserving_v1_ComponentFigures__Output)[];
}
