// Original file: proto/imageserving/v1/supervisor.proto

import type { NotificationTrial as _imageserving_v1_NotificationTrial, NotificationTrial__Output as _imageserving_v1_NotificationTrial__Output } from '../../imageserving/v1/NotificationTrial.ts';

export interface TestNotificationsReport {
  'host'?: (string);
  'trials'?: (_imageserving_v1_NotificationTrial)[];
}

export interface TestNotificationsReport__Output {
  'host': (string);
  'trials': (_imageserving_v1_NotificationTrial__Output)[];
}
