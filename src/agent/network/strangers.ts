import type { Clock } from "../../core/clock.ts";
import { seconds } from "../../core/duration.ts";
import type { AgentLog } from "../../supervisor/agent-log.ts";

/** Between two lines of the log. Anybody who reaches the address can connect, and must not be able to fill a disk by that. */
const TELL_EVERY = seconds(10);

/** Connections without a certificate that is known here: told of in the agent's log, many in one line. */
export class Strangers {
  readonly #clock: Clock;
  readonly #log: AgentLog;
  #count = 0;
  #last = "";
  #waiting = false;

  constructor(clock: Clock, log: AgentLog) {
    this.#clock = clock;
    this.#log = log;
  }

  /** @param from address and port. */
  add(from: string): void {
    this.#count++;
    this.#last = from;
    if (!this.#waiting) this.#tell();
  }

  #tell(): void {
    this.#waiting = this.#count > 0;
    if (!this.#waiting) return;
    this.#log.warn(
      { connections: this.#count, from: this.#last },
      "connections refused: they showed no certificate of an authority that is known here",
    );
    this.#count = 0;
    this.#clock.after(TELL_EVERY, () => this.#tell(), { idle: true });
  }
}
