import { boundedAsk } from "../core/bounded-ask.ts";
import { seconds } from "../core/duration.ts";
import { ExitCode } from "../core/exit-code.ts";
import { FaultError, isFault } from "../core/fault.ts";
import type { CommandContext } from "./command-context.ts";
import type { LiveWorld } from "./live/live-world.ts";
import { say } from "./say-error.ts";
import { isStructured } from "./structured-output.ts";
import { Interrupted } from "./terminal.ts";

const ANSWERS_WITHIN = seconds(5);
/** An agent that hangs must not keep the view from saying so. */
const NAMED_WITHIN = seconds(1.5);

/** Shows how hosts stand on the whole screen, live. A terminal is needed. */
export async function runTop(components: readonly string[], context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  if (isStructured(choices.output)) throw misuse(`top is for people; for programs: ImageServing status --watch -o jsonl`);
  if (terminal.screen === undefined) throw misuse("top needs a terminal; without one: ImageServing status --watch");
  const { screen } = terminal;
  return await knowing(context, async () => {
    const { runLive } = await import("./live/run-live.ts");
    return await runLive(await openWorld(context), components, screen, context);
  });
}

/** The same; where there is no terminal, or programs read it, how hosts stand and then a line for each change. */
export async function runStatusWatch(components: readonly string[], context: CommandContext): Promise<number> {
  const { choices, terminal } = context;
  if (choices.output === "json" || choices.output === "yaml")
    throw misuse(`--watch never ends, and ${choices.output} would be one document; use: -o jsonl`);
  if (terminal.screen !== undefined && choices.output !== "jsonl") return await runTop(components, context);
  return await knowing(context, async () => {
    const { plainWatch } = await import("./live/plain-watch.ts");
    await plainWatch(await openWorld(context), components, context);
    const reason: unknown = terminal.interrupted.reason;
    return reason instanceof Interrupted ? reason.exitCode : ExitCode.OK; // 0: nobody reads any more
  });
}

/** A component that no host has is not known, as `status` has it: 4. */
async function knowing(context: CommandContext, view: () => Promise<number>): Promise<number> {
  try {
    return await view();
  } catch (error) {
    if (!isFault(error, "UNKNOWN_COMPONENT")) throw error;
    say(error.message, context);
    return ExitCode.UNKNOWN;
  }
}

const misuse = (problem: string): FaultError => new FaultError({ code: "INVALID_REQUEST", problem });

async function openWorld(context: CommandContext): Promise<LiveWorld> {
  const { choices, terminal } = context;
  if (choices.selection !== null) {
    const [{ openFleet }, { liveFleet }] = await Promise.all([import("./fleet/open-fleet.ts"), import("./live/live-fleet.ts")]);
    return liveFleet(await openFleet(context, choices.timeout ?? ANSWERS_WITHIN), choices);
  }
  const [{ openLocalHost }, { ownName }, { liveLocal }] = await Promise.all([
    import("./local/open-local-host.ts"),
    import("./local/own-name.ts"),
    import("./live/live-local.ts"),
  ]);
  const host = openLocalHost(choices, terminal);
  const late = () => new FaultError({ code: "TIMED_OUT", doing: "asking for the name of this host", afterMs: NAMED_WITHIN });
  const asked = boundedAsk((signal) => ownName(host, signal), { clock: terminal.clock, within: NAMED_WITHIN, late });
  const name = await asked.result.catch((error: unknown) => {
    if (!(error instanceof FaultError)) throw error;
    return host.name; // the view says what is wrong
  });
  terminal.interrupted.throwIfAborted();
  return liveLocal(host, name, choices);
}
