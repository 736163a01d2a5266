import type { AgentConfig } from "../../core/agent-config.ts";
import type { Ms } from "../../core/duration.ts";
import { FaultError } from "../../core/fault.ts";
import type { HostStatus } from "../../core/status.ts";
import { answered, type HostAnswer, notAnswered } from "../host-answer.ts";
import type { LocalHost } from "./local-host.ts";
import type { ConfigReading } from "./plan-without-agent.ts";
import { askAgent } from "./reach-agent.ts";
import { readConfig } from "./read-config.ts";
import { statusWithoutAgent } from "./status-without-agent.ts";

/** What `status` is asked. */
export interface StatusRequest {
  /** Empty: all. */
  readonly components: readonly string[];
  /** How long to wait for the answer. */
  readonly within: Ms;
  /** Whether components are to be shown that are configured and do not run; the configuration is read only where it is needed. */
  readonly configured: boolean;
}

/** How this host stands, from its agent or, without one, from its files. Rejects only when it is interrupted. */
export async function localStatus(host: LocalHost, request: StatusRequest, signal: AbortSignal): Promise<HostAnswer<HostStatus>> {
  const { components, within } = request;
  try {
    const reply = await askAgent(host, within, signal, (agent, context) =>
      agent.status({ components, expectedHost: "" }, context),
    );
    if (reply.t === "answered") return answered(reply.value.host, reply.value);
    const reading = request.configured || components.length > 0 ? await readConfig(host) : null;
    const config = reading === null ? "unread" : configOf(reading);
    return statusWithoutAgent(components, { hostName: host.name, logDir: host.logDir, lastKnown: reply.lastKnown, config });
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return notAnswered(host.name, error);
  }
}

function configOf(reading: ConfigReading): AgentConfig | "absent" | "unread" {
  if (reading.t === "valid") return reading.config;
  return reading.error.fault.code === "NOT_CONFIGURED" ? "absent" : "unread";
}
