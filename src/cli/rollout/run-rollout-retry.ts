import { randomUUID } from "node:crypto";
import { ExitCode } from "../../core/exit-code.ts";
import { FaultError } from "../../core/fault.ts";
import type { LeaseId } from "../../core/names.ts";
import type { RolloutHeader } from "../../fleet/rollout/journal-record.ts";
import { abortRollout, beginRollout } from "../../fleet/rollout/open-rollout.ts";
import { type RetryClass, retryHosts } from "../../fleet/rollout/retry-hosts.ts";
import type { CommandContext } from "../command-context.ts";
import { accountSum } from "../render/rollout-accounts-text.ts";
import { say } from "../say-error.ts";
import { findRollout, type ReadRollout } from "./find-rollout.ts";
import { openRolloutFleet } from "./open-rollout-fleet.ts";
import { retryPolicy } from "./retry-policy.ts";
import { rolloutDir } from "./rollout-folder.ts";
import { REAL_WORLD, type RolloutWorld } from "./rollout-world.ts";
import { whyOver } from "./why-over.ts";

/** Not checked: the hosts are not as the old plan knew them, and there is no new one that somebody has seen. */
const NO_CONDITIONS = { fences: [], configHash: "" };

/**
 * Makes a new rollout of the hosts of an old one that are not done, under the same rules, and carries it out. Resolves with 0 where
 * all are done, with 5 where none is as wanted; else as it ends.
 */
export async function runRolloutRetry(
  named: string,
  only: ReadonlySet<RetryClass>,
  context: CommandContext,
  world: RolloutWorld = REAL_WORLD,
): Promise<number> {
  const { choices, terminal } = context;
  const dir = rolloutDir(choices);
  const old = findRollout(dir, named);
  if (old.standing === "running") throw atWork(old);
  const hosts = retryHosts(old.state, only);
  if (hosts.length === 0) return nothingToTry(old, only, context);
  const { header, policy } = old.state;
  const opened = await openRolloutFleet(
    header,
    hosts.map(({ name }) => name),
    context,
    world.openFleet,
  );
  const fresh: RolloutHeader = {
    ...header,
    id: randomUUID() as string as LeaseId,
    by: terminal.userName,
    reason: choices.reason || header.reason,
    hosts: hosts.map((host) => ({ ...host, conditions: NO_CONDITIONS })),
    policy: retryPolicy(policy, hosts.length),
    retryOf: header.id,
  };
  await closeOld(old, hosts, fresh.id, context);
  await using open = await beginRollout(dir, fresh, terminal.clock);
  return await world.carryOut(open, opened.fleet, opened.context);
}

/** The same hosts may not have their turn in both: where the old one could take them too, nobody goes on with it from now on. */
async function closeOld(
  old: ReadRollout,
  hosts: readonly { readonly name: string }[],
  newId: LeaseId,
  context: CommandContext,
): Promise<void> {
  const { choices, terminal } = context;
  const isOpen = ({ name }: { readonly name: string }) => ["due", "in-flight"].includes(old.state.host(name).stage);
  if (whyOver(old, choices) !== null || !hosts.some(isOpen)) return;
  const why = `its hosts are tried again in rollout ${newId}`;
  await abortRollout(rolloutDir(choices), old.id, { by: terminal.userName, why, clock: terminal.clock });
  if (!choices.quiet) say(`rollout ${old.id} is aborted: ${why}`, context);
}

function nothingToTry({ id, state }: ReadRollout, only: ReadonlySet<RetryClass>, context: CommandContext): number {
  const isDone = state.accounts().done.length === state.hosts.size;
  const counts = accountSum(state, context.paint.stderr);
  if (!isDone) throw new FaultError({ code: "NO_MATCH", source: `rollout ${id}`, selector: [...only].join(",") });
  if (!context.choices.quiet) say(`rollout ${id}: nothing is left to try again. ${counts}`, context);
  return ExitCode.OK;
}

function atWork({ id }: ReadRollout): FaultError {
  const remedy = "wait for it, or interrupt that process";
  return new FaultError({ code: "BAD_FILE", path: `rollout ${id}`, cause: "a process is at work on it", remedy });
}
