import { aimOf } from "../../../src/cli/fleet/aim.ts";
import type { Fleet } from "../../../src/cli/fleet/open-fleet.ts";
import { NO_DEFAULTS } from "../../../src/config/fleet-rollout-schema.ts";
import { ms } from "../../../src/core/duration.ts";
import { FaultError } from "../../../src/core/fault.ts";
import { type CallContext, type HostService, localCaller } from "../../../src/core/host-service.ts";
import type { Inventory, InventoryHost } from "../../../src/core/inventory.ts";
import type { HostConnection } from "../../../src/rpc/client.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const refusing = () => {
  throw new FaultError({ code: "AGENT_ERROR", cause: "nobody expected that" });
};

const isContext = (part: unknown): part is CallContext => typeof part === "object" && part !== null && "signal" in part;

/** Hosts that answer as a test says; what is not said is refused. Counts the connections that are open. */
export class FakeFleet implements Fleet {
  readonly hosts: readonly InventoryHost[];
  readonly inventory: Inventory;
  readonly concurrency = 64;
  readonly context = null;
  readonly connectTimeout = ms(3_000);
  readonly callTimeout = ms(5_000);
  readonly clock = new FakeClock();
  readonly aim = aimOf({ home: null, inventory: null, context: null }, undefined);
  /** The hosts to which connections were opened, in that order. */
  readonly opened: string[] = [];
  open_ = 0;
  most = 0;
  readonly #answers: (host: string) => Partial<HostService>;

  constructor(names: readonly string[], answers: (host: string) => Partial<HostService>) {
    this.hosts = names.map((name) => ({ name, address: { host: "192.0.2.4", port: 9910 }, labels: new Map() }));
    const hosts = new Map(this.hosts.map((host) => [host.name, host]));
    this.inventory = {
      source: "/fleet.yaml",
      hosts,
      groups: new Map(),
      tls: null,
      rollout: NO_DEFAULTS,
      groupRollouts: new Map(),
    };
    this.#answers = answers;
  }

  open({ name }: InventoryHost): HostConnection {
    this.opened.push(name);
    this.most = Math.max(this.most, ++this.open_);
    const closing = new AbortController();
    const close = () => {
      if (closing.signal.aborted) return;
      this.open_--;
      closing.abort(new FaultError({ code: "CANCELLED", why: "the connection was closed" }));
    };
    const linked = (part: unknown) =>
      isContext(part) ? { ...part, signal: AbortSignal.any([part.signal, closing.signal]) } : part;
    const answers = this.#answers(name) as Readonly<Record<string, (...parts: unknown[]) => unknown>>;
    const own: Readonly<Record<string | symbol, unknown>> = {
      close,
      [Symbol.asyncDispose]: async () => close(),
    };
    const call = (method: string | symbol) => answers[String(method)] ?? refusing;
    // Whatever a host can be asked ends with its connection.
    return new Proxy(own, {
      get: (_, key) => (key in own ? own[key] : (...parts: unknown[]) => call(key)(...parts.map(linked))),
    }) as unknown as HostConnection;
  }

  callContext = (signal: AbortSignal) => ({ caller: localCaller("alice"), signal });
}

export const unreachable = () => new FaultError({ code: "UNREACHABLE", target: "192.0.2.4:9910", cause: "refused" });

/** Rejects with its reason when the signal aborts; never resolves. */
export const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
