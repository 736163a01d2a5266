import type { HttpBindings } from "@hono/node-server";

/** What every request comes with: Node's own request and answer. */
export type DashboardEnv = { Bindings: HttpBindings };
