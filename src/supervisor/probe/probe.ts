import { between, type Clock } from "../../core/clock.ts";
import type { Probe } from "../../core/component-spec.ts";
import { type Ms, writeDuration } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import { askCommand } from "./command-probe.ts";
import { endpointOf } from "./endpoint.ts";
import { askHttp } from "./http-probe.ts";
import type { Inquiry, RunCommand } from "./inquiry.ts";
import { askTcp } from "./tcp-probe.ts";

/** What came of one try; `why` is one sentence for people. */
export type ProbeResult = { readonly ok: true; readonly tookMs: number } | { readonly ok: false; readonly why: string };

/** What a try needs beside the question. */
export interface AttemptOptions {
  /** For the whole try, from the look-up of the name to the last byte that matters. */
  readonly timeout: Ms;
  readonly clock: Clock;
  readonly runCommand: RunCommand;
  /** Ends the try at once; its result is then worthless. */
  readonly signal: AbortSignal;
}

const CANCELLED = "the probe was cancelled";

/** Asks once. Never rejects, and leaves no connection, timer or program behind however it ends. */
export async function attempt(probe: Probe, options: AttemptOptions): Promise<ProbeResult> {
  const { clock, runCommand, signal } = options;
  if (signal.aborted) return { ok: false, why: CANCELLED };
  const started = clock.now();
  const over = new AbortController(); // owns all that the try opens
  try {
    const inquiry = ask(probe, runCommand, over.signal);
    const why = await Promise.race([inquiry.answer, cutShort(inquiry, options, over.signal)]);
    return why === null ? { ok: true, tookMs: between(started, clock.now()) } : { ok: false, why };
  } catch (error) {
    return { ok: false, why: messageOf(error) };
  } finally {
    over.abort();
  }
}

/** Why an inquiry ends without its answer, once it does. */
function cutShort(inquiry: Inquiry, { timeout, clock, signal }: AttemptOptions, over: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const cancel = clock.after(timeout, () => resolve(`${inquiry.missing()} within ${writeDuration(timeout)}`));
    over.addEventListener("abort", cancel);
    signal.addEventListener("abort", () => resolve(CANCELLED), { signal: over });
  });
}

function ask(probe: Probe, runCommand: RunCommand, signal: AbortSignal): Inquiry {
  switch (probe.kind) {
    case "http":
      return askHttp(probe, signal);
    case "tcp":
      return askTcp(endpointOf(probe), signal);
    case "command":
      return askCommand(probe.command, runCommand, signal);
  }
}
