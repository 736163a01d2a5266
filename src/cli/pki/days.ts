import type { IdentityKind } from "../../core/identity.ts";

/** How long certificates hold where nothing else is asked for, in days. */
export const DEFAULT_DAYS = { authority: 3650, agent: 365, caller: 90 } as const;

/** The most that can be asked for, in days: a hundred years. */
export const MOST_DAYS = 36_500;

/** How long a certificate of this kind holds where nothing else is asked for, in days: those that people carry about hold less long. */
export const defaultDays = (kind: IdentityKind): number => (kind === "agent" ? DEFAULT_DAYS.agent : DEFAULT_DAYS.caller);

/** The moment that many days later. */
export const daysAfter = (from: Date, days: number): Date => new Date(from.getTime() + days * 86_400_000);
