import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, credentials } from "@grpc/grpc-js";
import { codeUseOf } from "./code-use.ts";
import { AGENT_KERNEL, type Counted, counted, IDLE_KERNEL, STATUS_CODE, STATUS_KERNEL } from "./limits.ts";
import { beyond } from "./read-strace.ts";
import { noStrace, traceProgram, traceWhile } from "./trace.ts";

/** Many, so that a sample that is taken meanwhile does not tell. */
const CALLS = 500;
/** Two samples at the least, and three at the most. */
const IDLE = 25_000;
const SCRIPT = join(process.cwd(), "bin/ImageServing");

/** What was counted, and why the rest could not be. */
export interface Counts {
  readonly counted: readonly Counted[];
  readonly skipped: string | null;
}

/** Counts of a home whose agent runs with three components that do nothing. */
export async function countAll(home: string, agentPid: number): Promise<Counts> {
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, NO_COLOR: "1" };
  const args = ["--home", home, "status"];
  const code = counted(STATUS_CODE, codeUseOf(SCRIPT, args, env));
  const skipped = noStrace();
  if (skipped !== null) return { counted: code, skipped };
  const bare = traceProgram([process.execPath, "-e", "0"], env);
  const status = beyond(traceProgram([process.execPath, SCRIPT, ...args], env), bare);
  const processes = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry)).length;
  const idle = await traceWhile(agentPid, () => sleep(IDLE));
  const calls = await whileAsked(home, agentPid);
  return {
    counted: [
      ...code,
      ...counted(STATUS_KERNEL, status),
      ...counted(AGENT_KERNEL, calls, CALLS),
      ...counted(IDLE_KERNEL, idle, processes),
    ],
    skipped: null,
  };
}

const asIs = (value: Buffer) => value;

/** Calls one after the other over one connection that is there already. */
async function whileAsked(home: string, pid: number) {
  const client = new Client(`unix:${join(home, "agent.sock")}`, credentials.createInsecure());
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      const path = "/imageserving.v1.Supervisor/Status";
      client.makeUnaryRequest(path, asIs, asIs, Buffer.alloc(0), (error) => (error === null ? resolve() : reject(error)));
    });
  try {
    await ask();
    return await traceWhile(pid, async () => {
      for (let call = 0; call < CALLS; call++) await ask();
    });
  } finally {
    client.close();
  }
}
