import type { ActionCard, Hello, HostCard, LiveMessage, RolloutCard } from "../protocol.ts";

/** All that the page knows of the fleet. Immutable: each message makes a new one. */
export interface FleetModel {
  readonly hello: Hello;
  /** In the order of the inventory. */
  readonly hosts: ReadonlyMap<string, HostCard>;
  readonly rollouts: readonly RolloutCard[];
  readonly actions: readonly ActionCard[];
  /** The clock of the dashboard minus that of the browser, in milliseconds. */
  readonly ahead: number;
  /** Updates that came together because this page was slow, in all. */
  readonly merged: number;
}

/** Pure. What is known after a message; null: nothing, as before the first snapshot. @param now by the browser's clock. */
export function applyMessage(model: FleetModel | null, message: LiveMessage, now: number): FleetModel | null {
  const ahead = message.at - now;
  if (message.t === "snapshot") {
    const hosts = new Map(message.hosts.map((host) => [host.name, host]));
    const { hello, rollouts, actions } = message;
    return { hello, hosts, rollouts, actions, ahead, merged: model?.merged ?? 0 };
  }
  if (model === null) return null;
  if (message.t !== "change") return { ...model, ahead };
  return {
    ...model,
    hosts: message.hosts.length === 0 ? model.hosts : withHosts(model.hosts, message.hosts),
    rollouts: message.rollouts ?? model.rollouts,
    actions: message.actions ?? model.actions,
    ahead,
    merged: model.merged + message.merged,
  };
}

function withHosts(before: FleetModel["hosts"], changed: readonly HostCard[]): FleetModel["hosts"] {
  const hosts = new Map(before);
  for (const host of changed) hosts.set(host.name, host);
  return hosts;
}
