import type { HookFacts } from "../../../src/cli/rollout/hook-facts.ts";
import { type Ms, ms } from "../../../src/core/duration.ts";
import type { Hook } from "../../../src/core/hook.ts";
import { host } from "../fleet/samples.ts";

export const FACTS: HookFacts = {
  hook: "before",
  host: { ...host("node3.ams", { dc: "ams", "app/rack-id": "r 1" }), address: { host: "10.0.0.3", port: 9911 } },
  rollout: "r-1",
  kind: "restart",
  components: ["is", "svg"],
  operationId: "op-1",
  batch: 2,
  error: "",
};

export const programHook = (command: readonly [string, ...string[]], timeout: Ms = ms(20_000)): Hook => ({
  kind: "command",
  command,
  folder: "/",
  timeout,
});

type HttpHook = Extract<Hook, { readonly kind: "http" }>;

export const httpHook = (url: string, more: Partial<HttpHook> = {}): Hook => ({
  kind: "http",
  url,
  method: "POST",
  status: null,
  timeout: ms(20_000),
  ...more,
});
