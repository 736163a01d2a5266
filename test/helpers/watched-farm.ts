import { ChangeFeed } from "../../src/agent/change-feed.ts";
import { systemClock } from "../../src/core/clock.ts";
import type { ComponentStatus, HostStatus } from "../../src/core/status.ts";
import { AgentFarm, type Behaviour, statusOf } from "./agent-farm.ts";

/** A farm of which each host that answers tells its changes as an agent does, and is changed from outside. */
export class WatchedFarm implements AsyncDisposable {
  readonly farm: AgentFarm;
  readonly #hosts = new Map<string, { status: HostStatus; readonly feed: ChangeFeed }>();

  static async open(plan: Readonly<Record<Behaviour, number>>): Promise<WatchedFarm> {
    return new WatchedFarm(await AgentFarm.open(plan));
  }

  private constructor(farm: AgentFarm) {
    this.farm = farm;
    for (const [name, host] of farm.served) {
      const own = { status: statusOf(name), feed: new ChangeFeed(systemClock) };
      this.#hosts.set(name, own);
      const source = {
        snapshot: async () => own.status,
        figures: async () => ({ supervisor: own.status.supervisor.usage, components: own.status.components }),
      };
      host.onWatch = (query, { signal }) => own.feed.follow(query, source, signal);
    }
  }

  /** A component of a host is otherwise from now on. */
  change(host: string, component: string, changed: Partial<ComponentStatus>): void {
    const own = this.#hosts.get(host);
    if (own === undefined) throw new Error(`there is no host ${host}`);
    const components = own.status.components.map((each) => (each.name === component ? { ...each, ...changed } : each));
    own.status = { ...own.status, components };
    for (const each of components) if (each.name === component) own.feed.add({ t: "component", component: each });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.farm[Symbol.asyncDispose]();
  }
}
