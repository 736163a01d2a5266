import type { InventoryHost } from "../../core/inventory.ts";
import type { HostConnection } from "../../rpc/client.ts";
import type { Fleet } from "../fleet/open-fleet.ts";

/** How many connections stay open: a rollout asks all its hosts again and again, and most of that is the handshake. */
const KEPT = 512;

/** Connections to the hosts of a fleet that stay open from call to call. */
export class KeptConnections implements Disposable {
  readonly #fleet: Pick<Fleet, "open">;
  readonly #hosts: ReadonlyMap<string, InventoryHost>;
  readonly #kept = new Map<string, HostConnection>();

  constructor(fleet: Pick<Fleet, "open" | "hosts">) {
    this.#fleet = fleet;
    this.#hosts = new Map(fleet.hosts.map((host) => [host.name, host]));
  }

  /** The host of this name. Throws where it is not one of the fleet. */
  host(name: string): InventoryHost {
    const host = this.#hosts.get(name);
    if (host === undefined) throw new Error(`${name} is no host of this fleet`);
    return host;
  }

  /** Asks a host over the connection that there is. */
  async ask<T>(name: string, question: (connection: HostConnection) => Promise<T>): Promise<T> {
    const kept = this.#kept.get(name);
    if (kept !== undefined) return await question(kept);
    const connection = this.#fleet.open(this.host(name));
    if (this.#kept.size < KEPT) {
      this.#kept.set(name, connection);
      return await question(connection);
    }
    try {
      return await question(connection);
    } finally {
      connection.close();
    }
  }

  [Symbol.dispose](): void {
    for (const connection of this.#kept.values()) connection.close();
    this.#kept.clear();
  }
}
