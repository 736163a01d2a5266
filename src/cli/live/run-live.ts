import { ExitCode } from "../../core/exit-code.ts";
import { FaultError } from "../../core/fault.ts";
import type { CommandContext } from "../command-context.ts";
import { say } from "../say-error.ts";
import { type FullScreen, Interrupted } from "../terminal.ts";
import { LiveScreen } from "./live-screen.ts";
import { type LiveEnd, LiveSession } from "./live-session.ts";
import type { LiveWorld } from "./live-world.ts";
import { orderName } from "./order-text.ts";

/** What Ctrl-C ends with, as elsewhere. */
const INTERRUPTED = 130;

/** Shows hosts on the whole screen until somebody leaves: 0 for `q`, 130 for Ctrl-C. What goes on then is said. */
export async function runLive(
  world: LiveWorld,
  components: readonly string[],
  screen: FullScreen,
  context: CommandContext,
): Promise<number> {
  const { interrupted, clock } = context.terminal;
  let leave: (end: LiveEnd) => void = () => {};
  const left = new Promise<LiveEnd>((resolve) => {
    leave = resolve;
  });
  const onSignal = () => leave("interrupt");
  interrupted.addEventListener("abort", onSignal, { once: true });
  if (interrupted.aborted) onSignal();
  let shown: LiveScreen | null = null;
  const session = new LiveSession(world, components, (urgent) => shown?.draw(urgent), leave);
  try {
    shown = new LiveScreen({
      screen,
      clock,
      paint: context.paint.stdout,
      lines: (size) => session.frame(size),
      press: (key) => session.press(key),
    });
    return exitCodeOf(await Promise.race([left, shown.broken]), interrupted.reason);
  } finally {
    interrupted.removeEventListener("abort", onSignal);
    shown?.[Symbol.dispose]();
    for (const order of session.running) say(`the ${orderName(order)} goes on there; see: ImageServing status`, context);
    await session[Symbol.asyncDispose]();
  }
}

function exitCodeOf(end: LiveEnd, reason: unknown): number {
  if (end instanceof FaultError) throw end;
  if (end === "quit") return ExitCode.OK;
  return reason instanceof Interrupted ? reason.exitCode : INTERRUPTED;
}
