import type { Clock } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import type { HostService } from "../../core/host-service.ts";
import type { OnCall } from "../../rpc/serve-call.ts";
import { RpcServer } from "../../rpc/server.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";
import type { AuditLog } from "../audit/audit-log.ts";
import { AuditedHost } from "../audit/audited-host.ts";
import { GuardedHost } from "./guarded-host.ts";
import { NetworkListener } from "./network-listener.ts";

/** What stands behind the doors, and who hears of what happens there. */
export interface DoorParts {
  readonly service: HostService;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: AgentLog;
  /** How long calls in progress may take when the agent ends. */
  readonly drainMs: Ms;
  /** Name of this host, as the configuration has it now. */
  host(): string;
  readonly onCall: OnCall;
}

/** The ways to a host's service: its unix socket and the network, each caller held to what is theirs, every refusal in the audit log. */
export interface HostDoors {
  readonly server: RpcServer;
  readonly network: NetworkListener;
}

/** Makes the doors; none of them is open yet. */
export function hostDoors({ service, audit, clock, log, drainMs, host, onCall }: DoorParts): HostDoors {
  const server = new RpcServer({
    service: new AuditedHost(new GuardedHost(service), audit, clock),
    host: host(),
    clock,
    drainMs,
    report: (error) => log.error({ why: messageOf(error), stack: (error as Error)?.stack }, "internal error"),
    onUnreadable: (method, caller, { fault, message }) =>
      void audit.refused({ caller, method, code: fault.code, detail: message }),
    onCall,
  });
  const network = new NetworkListener({
    server,
    clock,
    log,
    host,
    refused: ({ method, about }, caller, { fault, message }) =>
      void audit.refused({ caller, method, code: fault.code, detail: message, ...about }),
  });
  return { server, network };
}
