import { HOST_MARK } from "../../config/fleet-address.ts";
import { messageOf } from "../../core/fault.ts";
import type { Hook } from "../../core/hook.ts";
import { LastBytes } from "../../core/last-bytes.ts";
import { runToEnd } from "../../supervisor/run-to-end.ts";
import type { HookAttempt } from "./hook-attempt.ts";
import { hookEnvironment } from "./hook-environment.ts";
import { type HookFacts, hookJson } from "./hook-facts.ts";

const MOST_WORDS = 8_192;

/** Runs a program, with the facts in its environment and on its standard input. Nobody sees its output but who reads why it failed. */
export function programHook(
  { command: [program, ...words], folder }: Extract<Hook, { readonly kind: "command" }>,
  facts: HookFacts,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): HookAttempt {
  const output = new LastBytes(MOST_WORDS);
  let exited = false;
  const run = async (): Promise<string | null> => {
    try {
      const code = await runToEnd(
        {
          command: [program, ...words.map((word) => word.replaceAll(HOST_MARK, facts.host.name))],
          folder,
          env: hookEnvironment(env, facts),
          input: `${hookJson(facts)}\n`,
          onOutput: (chunk) => output.add(chunk),
          onExit: () => {
            exited = true;
          },
        },
        signal,
      );
      if (code === 0) return null;
      return code === null ? `${program} was ended by a signal` : `${program} ended with exit code ${code}`;
    } catch (error) {
      signal.throwIfAborted();
      return `${program}: ${messageOf(error)}`;
    }
  };
  return {
    why: run(),
    pending: () =>
      exited ? `${program} ended, but something that it started still held its output and did not end` : `${program} did not end`,
    said: () => output.text,
  };
}
