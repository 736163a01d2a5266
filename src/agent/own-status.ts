import { between, type Clock } from "../core/clock.ts";
import type { SupervisorStatus, Usage } from "../core/status.ts";
import type { Measured } from "../supervisor/sampler.ts";
import type { ServerSupervisor } from "../supervisor/server-supervisor.ts";

/** What the report on the Server Supervisor is made of. */
export interface OwnStatusParts {
  readonly supervisor: ServerSupervisor;
  readonly clock: Clock;
  readonly version: string;
  /** Of the configuration in use. */
  configHash(): string;
}

/** The Server Supervisor as it stands: its process is the agent's own, which is measured like any other. */
export class OwnStatus implements Measured {
  readonly #parts: OwnStatusParts;
  #usage: Usage | null = null;

  constructor(parts: OwnStatusParts) {
    this.#parts = parts;
  }

  tree(): readonly number[] {
    return [process.pid];
  }

  measured(usage: Usage | null): void {
    this.#usage = usage;
  }

  get now(): SupervisorStatus {
    const { clock, version, supervisor, configHash } = this.#parts;
    const since = supervisor.runningSince;
    return {
      state: since === null ? "stopped" : "running",
      pid: process.pid,
      uptimeSeconds: since === null ? null : between(since, clock.now()) / 1000,
      usage: this.#usage,
      version,
      configHash: configHash(),
    };
  }
}
