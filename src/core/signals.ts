/** Signals that a configuration may name, without the `SIG`. */
export const SIGNALS = ["TERM", "INT", "QUIT", "HUP", "USR1", "USR2", "KILL", "WINCH", "ABRT"] as const;

/** A signal as configuration names it. */
export type SignalName = (typeof SIGNALS)[number];

/** The same signal as Node and the kernel's manual name it. */
export const sig = (name: SignalName): NodeJS.Signals => `SIG${name}`;
