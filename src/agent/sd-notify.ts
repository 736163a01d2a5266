import type { CancelTimer, Clock } from "../core/clock.ts";
import { ms } from "../core/duration.ts";
import type { AgentLog } from "../supervisor/agent-log.ts";
import { runQuietly } from "../supervisor/child-process.ts";

/** What systemd told this process (sd_notify(3), sd_watchdog_enabled(3)). */
export interface ServiceManager {
  /** NOTIFY_SOCKET; null: nobody wants to be notified. */
  readonly socket: string | null;
  /** Where programs are looked up. */
  readonly path: string | undefined;
  /** Between two signs of life at most, in milliseconds; null: no watchdog. */
  readonly watchdogMs: number | null;
}

/** Reads the variables that systemd sets. A watchdog that is meant for another process is none. */
export function serviceManager(env: Readonly<Record<string, string | undefined>>, pid: number): ServiceManager {
  const socket = env["NOTIFY_SOCKET"] || null;
  const usec = Number(env["WATCHDOG_USEC"]);
  const forUs = env["WATCHDOG_PID"] === undefined || Number(env["WATCHDOG_PID"]) === pid;
  return { socket, path: env["PATH"], watchdogMs: socket !== null && forUs && usec > 0 ? usec / 1000 : null };
}

/**
 * Tells the service manager how the agent is. Node has no datagram sockets of the unix family, so systemd-notify(1) does
 * the sending; the unit needs `NotifyAccess=all`.
 */
export class SdNotify {
  readonly #manager: ServiceManager;
  readonly #clock: Clock;
  readonly #log: AgentLog;
  #cancel: CancelTimer = () => {};

  constructor(manager: ServiceManager, clock: Clock, log: AgentLog) {
    this.#manager = manager;
    this.#clock = clock;
    this.#log = log;
  }

  /** `READY=1`, and from now on signs of life at half the watchdog's interval, as sd_watchdog_enabled(3) recommends. */
  async ready(status: string): Promise<void> {
    await this.#send("READY=1", `STATUS=${status}`);
    if (this.#manager.watchdogMs !== null) this.#beat(this.#manager.watchdogMs / 2);
  }

  async reloading(): Promise<void> {
    await this.#send("STATUS=reading the configuration anew");
  }

  async stopping(): Promise<void> {
    this.#cancel();
    await this.#send("STOPPING=1");
  }

  #beat(every: number): void {
    this.#cancel = this.#clock.after(
      ms(every),
      () => {
        void this.#send("WATCHDOG=1");
        this.#beat(every);
      },
      { idle: true },
    );
  }

  async #send(...assignments: readonly string[]): Promise<void> {
    if (this.#manager.socket === null) return;
    const env = { PATH: this.#manager.path, NOTIFY_SOCKET: this.#manager.socket };
    const code = await runQuietly("systemd-notify", [`--pid=${process.pid}`, ...assignments], env);
    if (code !== 0) this.#log.warn({ assignments, code }, "systemd-notify failed: systemd will not learn how the agent is");
  }
}
