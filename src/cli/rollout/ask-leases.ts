import { ms, seconds } from "../../core/duration.ts";
import type { CallContext, HostService } from "../../core/host-service.ts";
import type { CommandContext } from "../command-context.ts";
import { askFleet } from "../fleet/ask-fleet.ts";
import { inOrder } from "../fleet/in-order.ts";
import type { Fleet } from "../fleet/open-fleet.ts";
import type { HostAnswer } from "../host-answer.ts";
import { chooseFanOut } from "../render/fan-out-progress.ts";

/** An answer is to be there within this, where nothing else is said. */
export const ANSWERS_WITHIN = seconds(5);
/** Beyond what connecting and calling may take: only a defect makes a host take longer. */
const GRACE = seconds(5);

/** Asks every host of a fleet about its lease, many at once, and returns the answers in the order of the inventory. */
export async function askLeases<T>(
  fleet: Fleet,
  context: CommandContext,
  ask: (host: HostService, name: string, call: CallContext) => Promise<T>,
): Promise<readonly HostAnswer<T>[]> {
  const view = chooseFanOut(context, fleet.hosts.length);
  const answers: HostAnswer<T>[] = [];
  try {
    const question = {
      ask: (host: HostService, { name }: { readonly name: string }, call: CallContext) => ask(host, name, call),
      width: fleet.concurrency,
      hostDeadline: ms(fleet.connectTimeout + fleet.callTimeout + GRACE),
      signal: context.terminal.interrupted,
    };
    for await (const answer of askFleet(fleet, question, view)) answers.push(answer);
  } finally {
    view.close();
  }
  return inOrder(fleet, answers);
}
