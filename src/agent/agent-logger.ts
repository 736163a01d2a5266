import pino from "pino";
import type { AgentLog } from "../supervisor/agent-log.ts";

/** The agent's log: one JSON object a line, on stdout, where systemd's journal or the background agent's log file takes it. */
export function agentLogger(facts: { readonly host: string; readonly level: string }): AgentLog {
  return pino(
    {
      level: facts.level,
      base: { host: facts.host, agent: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    pino.destination({ fd: 1, sync: true }), // the last lines before a crash are the ones that matter
  );
}
