import { harmlessText } from "../../core/harmless-text.ts";
import type { ComponentStatus, HostStatus } from "../../core/status.ts";
import type { WatchedHost } from "../watch/watched-host.ts";
import type { Order } from "./live-state.ts";

/** `restart of is on node3` */
export const orderName = ({ kind, host, components }: Order): string =>
  harmlessText(`${kind} of ${components.length === 0 ? "everything" : components.join(", ")} on ${host}`);

const VERB = { start: "Start", stop: "Stop", restart: "Restart" } as const;

/** What is asked before anything is done, and exactly what would be done. */
export function confirmText(order: Order, host: WatchedHost | undefined): string {
  const { kind, components } = order;
  const what = components.length === 0 ? "everything" : components.join(", ");
  const status = host?.status ?? null;
  const effect =
    status === null
      ? "What runs there is not known."
      : components.length === 0
        ? onAll(order, status)
        : components.map((name) => onOne(kind, name, status)).join(" ");
  const doubt =
    host?.link.t === "live" ? "" : " It is not heard of at the moment, and asked all the same; what is said here may be old.";
  return harmlessText(`${VERB[kind]} ${what} on ${order.host}? ${effect}${doubt}`);
}

function onOne(kind: Order["kind"], name: string, status: HostStatus): string {
  const component = status.components.find((each) => each.name === name);
  const process = component?.pid == null ? null : `its process ${component.pid}`;
  switch (kind) {
    case "restart":
      return process === null
        ? "It has no process and is started."
        : `A new process takes the place of ${process}; the other components keep theirs.`;
    case "stop":
      return process === null
        ? "It has no process; it stays stopped until it is started."
        : `${capital(process)} ends; it stays stopped until it is started, also across restarts of the agent or the host.`;
    case "start":
      return process === null
        ? "It is started; the other components keep their processes."
        : `${capital(process)} is left alone; where it waits to be tried again, that is now.`;
  }
}

function onAll({ kind }: Order, status: HostStatus): string {
  const alive = status.components.filter(({ pid }) => pid !== null);
  const named = alive.map(({ name, pid }: ComponentStatus) => `${name} (${pid})`).join(", ");
  switch (kind) {
    case "restart":
      return `The configuration is read anew; ${alive.length === 0 ? "nothing runs" : `${named} and the Server Supervisor stop`}, then everything starts.`;
    case "stop":
      return alive.length === 0
        ? "No component runs; the Server Supervisor ends."
        : `${named} and then the Server Supervisor stop.`;
    case "start":
      return alive.length === 0 ? "All components are started." : `What does not run is started; ${named} keep their processes.`;
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
