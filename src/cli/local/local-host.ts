import type { AgentConfig } from "../../core/agent-config.ts";
import type { Clock } from "../../core/clock.ts";
import type { Ms } from "../../core/duration.ts";
import type { HostService } from "../../core/host-service.ts";
import type { OperationId } from "../../core/names.ts";
import type { LastKnown } from "../../supervisor/last-known.ts";
import type { BackgroundAgent } from "./background-agent.ts";
import type { Knock } from "./knock.ts";

/** A connection to the agent, to be closed by whoever opened it. */
export interface Connection extends HostService {
  close(): void;
}

/** All that the command can learn of and do to the host it runs on. Tests have a host of their own. */
export interface LocalHost {
  /** Name of this machine, where no agent and no configuration gives another. */
  readonly name: string;
  /** Who calls, for the record of the agent. */
  readonly userName: string;
  readonly logDir: string;
  /** Where an agent in the background writes. */
  readonly agentLog: string;
  readonly clock: Clock;
  /** Whether something listens at the agent's socket. */
  knock(): Promise<Knock>;
  /** @param timeout for being connected, and for each call that has one answer. */
  connect(timeout: Ms): Promise<Connection>;
  lastKnown(): Promise<LastKnown>;
  /** Rejects with NOT_CONFIGURED, INVALID_CONFIG or BAD_FILE. */
  readConfig(): Promise<AgentConfig>;
  /** @param adoptOnly the agent takes over what is left running, starts nothing and needs no configuration. */
  startAgent(adoptOnly: boolean): Promise<BackgroundAgent>;
  newOperationId(): OperationId;
}
