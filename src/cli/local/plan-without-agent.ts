import type { AgentConfig } from "../../core/agent-config.ts";
import { FaultError } from "../../core/fault.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { LastKnown } from "../../supervisor/last-known.ts";

/** What is asked, as far as the plan depends on it. */
export interface Asked {
  readonly kind: OperationKind;
  /** Empty: everything, the Server Supervisor included. */
  readonly components: readonly string[];
}

/** The configuration as the command read it, or why it is of no use. */
export type ConfigReading =
  | { readonly t: "valid"; readonly config: AgentConfig }
  | { readonly t: "unusable"; readonly error: FaultError };

/** What is to be done where no agent is alive. */
export type Plan =
  | { readonly t: "refuse"; readonly error: FaultError }
  /** Nothing runs and nothing is wanted. */
  | { readonly t: "nothing" }
  /** A background agent is started, and asked. */
  | {
      readonly t: "agent";
      readonly adoptOnly: boolean;
      /** What is to be said first: that nothing runs (of a restart one expects that something does), or that what runs is taken over. */
      readonly first: "not running" | "taking over" | null;
    };

/** Whether the plan depends on the configuration. A stop of everything works without any. */
export const needsConfig = ({ kind, components }: Asked): boolean => kind !== "stop" || components.length > 0;

/**
 * Pure. What to do about a start, stop or restart while no agent is alive.
 * @param config null where {@link needsConfig} is false.
 */
export function planWithoutAgent(
  asked: Asked,
  { unattended }: Pick<LastKnown, "unattended">,
  config: ConfigReading | null,
): Plan {
  const alive = unattended.length > 0;
  if (asked.kind === "stop" && asked.components.length === 0) {
    return alive ? { t: "agent", adoptOnly: true, first: "taking over" } : { t: "nothing" };
  }
  const unknown = config?.t === "valid" ? unknownComponent(asked.components, config.config) : null;
  if (unknown !== null) return { t: "refuse", error: unknown };
  if (asked.components.length > 0 && !alive) return { t: "refuse", error: new FaultError({ code: "SUPERVISOR_NOT_RUNNING" }) };
  if (config?.t === "unusable") return { t: "refuse", error: config.error };
  return { t: "agent", adoptOnly: false, first: alive ? "taking over" : asked.kind === "restart" ? "not running" : null };
}

/** The fault that names the components that are not configured, or null. */
export function unknownComponent(names: readonly string[], config: AgentConfig | null): FaultError | null {
  const known: readonly string[] = config === null ? [] : [...config.components.keys()];
  const unknown = names.filter((name) => !known.includes(name));
  return unknown.length === 0 ? null : new FaultError({ code: "UNKNOWN_COMPONENT", names: unknown, known });
}
