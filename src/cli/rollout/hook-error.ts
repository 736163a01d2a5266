import type { HookFacts } from "./hook-facts.ts";

/** A hook has failed. The message is one line: which hook, which host, why, and what it said last. */
export class HookError extends Error {
  override readonly name = "HookError";

  /** @param said its last words, one line; empty where it said nothing. */
  constructor({ hook, host }: Pick<HookFacts, "hook" | "host">, why: string, said: string) {
    super(`the ${hook} hook of ${host.name} failed: ${why}${said === "" ? "" : `: ${said}`}`);
  }
}
