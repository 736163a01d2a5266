import type { Ms } from "../../core/duration.ts";
import type { CallContext } from "../../core/host-service.ts";
import type { InventoryHost } from "../../core/inventory.ts";
import { fanOut } from "../../fleet/fan-out.ts";
import type { Outcome } from "../../fleet/outcome.ts";
import type { HostConnection } from "../../rpc/client.ts";
import { answerOf, type HostAnswer } from "../host-answer.ts";
import { hostFault } from "./host-fault.ts";
import type { Fleet } from "./open-fleet.ts";

/** What every host is asked. */
export interface FleetQuestion<T> {
  /** Closed once it has been answered, or given up. */
  ask(connection: HostConnection, host: InventoryHost, context: CallContext): Promise<T>;
  /** How many hosts at once. */
  readonly width: number;
  /** For one host, should all other deadlines fail; null: none. */
  readonly hostDeadline: Ms | null;
  /** Ends it: hosts that have not answered by then are unknown, or unreachable where nothing was sent. */
  readonly signal: AbortSignal;
}

/** Who watches the hosts being asked. */
export interface FleetWatcher {
  begun(host: string): void;
  ended(host: string, outcome: Outcome): void;
}

/** Asks every host on a connection of its own, and yields the answers as they come. */
export async function* askFleet<T>(
  fleet: Fleet,
  question: FleetQuestion<T>,
  watcher: FleetWatcher,
): AsyncGenerator<HostAnswer<T>> {
  const ask = async (host: InventoryHost, signal: AbortSignal) => {
    watcher.begun(host.name);
    await using connection = fleet.open(host);
    // A question may be given up that does not heed its signal; its connection does not stay.
    signal.addEventListener("abort", () => connection.close(), { once: true });
    return await question.ask(connection, host, fleet.callContext(signal));
  };
  const { width, hostDeadline, signal } = question;
  for await (const answer of fanOut(fleet.hosts, ask, { width, hostDeadline, clock: fleet.clock, signal })) {
    watcher.ended(answer.host, answer.outcome);
    const { error, ...told } = answerOf(answer);
    yield { ...told, error: error === null ? null : hostFault(answer.host, error, fleet.aim) };
  }
}
