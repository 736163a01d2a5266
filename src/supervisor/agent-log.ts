/** Where the supervisor writes what an operator may want to read later. The agent's own log satisfies it. */
export interface AgentLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Writes nothing. */
export const silentLog: AgentLog = { info: () => {}, warn: () => {}, error: () => {} };
