import type { Clock } from "../core/clock.ts";
import type { AgentLog } from "../supervisor/agent-log.ts";
import { type JournalState, readJournal, setAside } from "../supervisor/journal.ts";

/** What the last agent wrote. A journal that cannot be understood is put aside; what lives is found by its mark. */
export function recoverJournal(stateDir: string, clock: Clock, log: AgentLog): JournalState | null {
  const { state, problem } = readJournal(stateDir);
  if (problem !== null)
    log.error({ problem, kept: setAside(stateDir, clock.wall()) }, "torn journal put aside; what lives is found by its mark");
  return state;
}
