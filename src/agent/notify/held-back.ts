import type { ComponentName } from "../../core/names.ts";
import type { NotificationEvent } from "../../core/notification.ts";
import type { Told } from "./happening.ts";

/** What came while no message might be sent. */
export interface Summary {
  readonly count: number;
  readonly since: Date;
  readonly until: Date;
  /** How often each event came; those that did not are left out. */
  readonly events: Readonly<Partial<Record<NotificationEvent, number>>>;
  /** At most {@link MOST_NAMED}, the first that came. */
  readonly components: readonly ComponentName[];
  /** The newest {@link MOST_TEXTS}, the oldest first. */
  readonly texts: readonly string[];
}

export const MOST_NAMED = 100;
export const MOST_TEXTS = 10;

/** Adds one more to what is held back. @param text the sentence it would have been told in */
export function hold(held: Summary | null, told: Told, text: string): Summary {
  const events = held?.events ?? {};
  const components = held?.components ?? [];
  const isNew = told.component !== null && !components.includes(told.component) && components.length < MOST_NAMED;
  return {
    count: (held?.count ?? 0) + 1,
    since: held?.since ?? told.at,
    until: told.at,
    events: { ...events, [told.event]: (events[told.event] ?? 0) + 1 },
    components: isNew && told.component !== null ? [...components, told.component] : components,
    texts: [...(held?.texts ?? []), text].slice(-MOST_TEXTS),
  };
}
