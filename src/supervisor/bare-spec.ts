import { bytes } from "../core/bytes.ts";
import type { ComponentSpec } from "../core/component-spec.ts";
import { seconds } from "../core/duration.ts";
import type { ComponentName } from "../core/names.ts";

/**
 * What is known of a component that lives, and that neither the configuration nor the journal has: enough to watch it and
 * to stop it. It is never started.
 */
export const bareSpec = (name: ComponentName): ComponentSpec => ({
  name,
  title: name,
  command: [name],
  env: {},
  cwd: "/",
  user: null,
  after: [],
  ready: null,
  live: null,
  stop: { signal: "TERM", timeout: seconds(60), dump: null },
  restart: {
    policy: "never",
    backoff: { initial: seconds(1), max: seconds(60) },
    steadyAfter: seconds(30),
    crashLoop: { failures: 5, within: seconds(60), retryEvery: seconds(60) },
  },
  memory: { warn: null, restart: null },
  log: { maxSize: bytes(64 * 2 ** 20), keep: 10, maxAge: seconds(10 * 86_400) },
});
