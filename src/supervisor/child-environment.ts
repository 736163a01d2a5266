import type { ComponentSpec } from "../core/component-spec.ts";
import type { UserAccount } from "./account.ts";
import { MARK_VARIABLE } from "./component-mark.ts";

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What systemd tells the agent and nobody else (sd_notify(3), sd_watchdog_enabled(3), sd_listen_fds(3)). */
const OURS = /^(IMAGESERVING_.*|NOTIFY_SOCKET|WATCHDOG_PID|WATCHDOG_USEC|LISTEN_FDS|LISTEN_PID|LISTEN_FDNAMES|NODE_CHANNEL_FD)$/;

/** The environment without what is meant for this process alone. */
export function inheritable(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !OURS.test(name)));
}

/**
 * The environment of a component: the agent's, the account's where it runs as somebody else, the configured one,
 * `IMAGESERVING_COMPONENT` with its name, and the mark by which it is recognised.
 */
export function childEnvironment(base: Environment, spec: ComponentSpec, account: UserAccount | null, mark: string): Environment {
  const identity = account === null ? {} : { USER: account.name, LOGNAME: account.name, HOME: account.home };
  return { ...inheritable(base), ...identity, ...spec.env, IMAGESERVING_COMPONENT: spec.name, [MARK_VARIABLE]: mark };
}
