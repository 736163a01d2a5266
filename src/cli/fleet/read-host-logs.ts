import { ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { CallContext, LogLines, LogsQuery } from "../../core/host-service.ts";
import type { HostConnection } from "../../rpc/client.ts";
import type { Gate } from "./gate.ts";
import type { Fleet } from "./open-fleet.ts";

/** What reading the logs of one of many hosts takes. */
export interface LogsReader {
  /** Passed while the host is being reached: all at once would be late for most of them. */
  readonly gate: Gate;
  readonly fleet: Pick<Fleet, "clock" | "connectTimeout" | "callTimeout">;
  readonly onLines: (lines: LogLines) => Promise<void>;
}

/** A host that has nothing to say is reached by then, and lets the next one go. */
const REACHED_WITHIN = ms(500);

/**
 * Reads the logs of one host. Takes on no more than `onLines` does. Without `follow` the first lines, or the end, must come
 * within the time for an answer; a log that is followed may stay silent for ever.
 */
export async function readHostLogs(
  connection: HostConnection,
  query: LogsQuery,
  context: CallContext,
  { gate, fleet, onLines }: LogsReader,
): Promise<void> {
  const { clock, connectTimeout, callTimeout } = fleet;
  const leave = await gate.enter();
  let silent = false;
  const giveUp = () => {
    silent = true;
    connection.close();
  };
  const begun = query.follow ? clock.after(REACHED_WITHIN, leave) : clock.after(ms(connectTimeout + callTimeout), giveUp);
  try {
    for await (const lines of connection.logs(query, context)) {
      begun();
      leave();
      await onLines(lines);
    }
  } catch (error) {
    if (!silent) throw error;
    throw new FaultError({ code: "NOT_RESPONDING", target: query.expectedHost, pid: null, afterMs: callTimeout });
  } finally {
    begun();
    leave();
  }
}
