import { ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { CallContext, StatusQuery, WatchQuery, WatchUpdate } from "../../core/host-service.ts";
import type { Connection, LocalHost } from "../local/local-host.ts";
import type { WatchConnection, WatchSource } from "./fleet-watch.ts";

const REACHED_WITHIN = ms(5_000);
/** Looking whether somebody listens costs next to nothing, and an agent that was started is wanted at once. */
const LOOK_EVERY = ms(1_000);

/**
 * This host, to be watched through the socket of its agent. Without an agent it is lost with SUPERVISOR_NOT_RUNNING, or
 * SUPERVISOR_DEAD where components live on unattended, until one listens.
 * @param name what the agent calls this host.
 */
export const localSource = (host: LocalHost, name: string): WatchSource => ({
  name,
  expectedHost: "", // whoever has the socket is meant
  retryWithin: LOOK_EVERY,
  open: async () => {
    await mustListen(host);
    return new LocalConnection(host, await host.connect(REACHED_WITHIN));
  },
});

/** gRPC is asked only where somebody listens: it takes long to say that nobody does, and does not say why. */
class LocalConnection implements WatchConnection {
  readonly #host: LocalHost;
  readonly #connection: Connection;

  constructor(host: LocalHost, connection: Connection) {
    this.#host = host;
    this.#connection = connection;
  }

  async *watch(query: WatchQuery, context: CallContext): AsyncGenerator<WatchUpdate> {
    await mustListen(this.#host);
    yield* this.#connection.watch(query, context);
  }

  status(query: StatusQuery, context: CallContext) {
    return this.#connection.status(query, context);
  }

  close(): void {
    this.#connection.close();
  }
}

async function mustListen(host: LocalHost): Promise<void> {
  const knock = await host.knock();
  if (knock === "open") return;
  if (knock === "forbidden") {
    const who = `${host.userName} is neither its owner nor in its group`;
    throw new FaultError({ code: "PERMISSION_DENIED", what: "using the agent's socket", who });
  }
  const { agentPid, unattended } = await host.lastKnown();
  if (agentPid !== null) {
    const cause = knock === "busy" ? "its socket takes no more" : "nothing listens at its socket";
    throw new FaultError({ code: "UNREACHABLE", target: `the agent (pid ${agentPid})`, cause });
  }
  if (unattended.length === 0) throw new FaultError({ code: "SUPERVISOR_NOT_RUNNING" });
  throw new FaultError({ code: "SUPERVISOR_DEAD", unattended: unattended.map(({ name, pid }) => ({ name, pid: pid ?? 0 })) });
}
