import { bytes } from "../core/bytes.ts";
import type { LogSpec } from "../core/component-spec.ts";
import { ms } from "../core/duration.ts";

/** The log of an agent in the background. */
export const OWN_LOG: LogSpec = { maxSize: bytes(16 * 2 ** 20), keep: 3, maxAge: ms(30 * 86_400_000) };
/** What a component's log keeps where no specification is known. */
export const ANY_LOG: LogSpec = { maxSize: bytes(64 * 2 ** 20), keep: 10, maxAge: ms(10 * 86_400_000) };
