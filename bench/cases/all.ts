import type { Benchmark } from "../kit/bench.ts";
import { fanOutSsh } from "./fan-out-ssh.ts";
import { fanOutTls } from "./fan-out-tls.ts";
import { idleAgent } from "./idle-agent.ts";
import { keptConnections } from "./kept-connections.ts";
import { localStatus } from "./local-status.ts";
import { logThroughput } from "./log-throughput.ts";
import { replaceKilled } from "./replace-killed.ts";
import { restartThree } from "./restart-three.ts";
import { rolloutOverhead } from "./rollout-overhead.ts";
import { statusRate } from "./status-rate.ts";

/** The table of docs/performance.md, in its order. */
export const BENCHMARKS: readonly Benchmark[] = [
  localStatus,
  fanOutSsh,
  fanOutTls,
  keptConnections,
  replaceKilled,
  restartThree,
  idleAgent,
  statusRate,
  logThroughput,
  rolloutOverhead,
];
