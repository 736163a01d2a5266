import { boundedAsk } from "../../core/bounded-ask.ts";
import type { Clock } from "../../core/clock.ts";
import { writeDuration } from "../../core/duration.ts";
import type { Hook } from "../../core/hook.ts";
import { lastWords } from "../../supervisor/last-words.ts";
import type { HookAttempt } from "./hook-attempt.ts";
import { HookError } from "./hook-error.ts";
import type { HookFacts } from "./hook-facts.ts";
import { httpHook } from "./http-hook.ts";
import { programHook } from "./program-hook.ts";

/** Where hooks are run. */
export interface HookWorld {
  readonly clock: Clock;
  /** The environment of the command, which programs inherit. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends the hook. */
  readonly signal: AbortSignal;
}

/**
 * Runs a hook to its end. Rejects with a {@link HookError} where it did not do its work in time, and with the signal's reason
 * where that aborts; in both cases nothing of its process group is left.
 */
export async function runHook(hook: Hook, facts: HookFacts, { clock, env, signal }: HookWorld): Promise<void> {
  signal.throwIfAborted();
  let attempt: HookAttempt | null = null;
  const said = () => lastWords(attempt?.said() ?? "");
  const late = () => new HookError(facts, `${attempt?.pending()} within ${writeDuration(hook.timeout)}`, said());
  const ask = (timeUp: AbortSignal): Promise<string | null> => {
    const ending = AbortSignal.any([signal, timeUp]);
    attempt = hook.kind === "http" ? httpHook(hook, facts, ending) : programHook(hook, facts, env, ending);
    return attempt.why;
  };
  const why = await boundedAsk(ask, { clock, within: hook.timeout, late }).result;
  if (why !== null) throw new HookError(facts, why, said());
}
