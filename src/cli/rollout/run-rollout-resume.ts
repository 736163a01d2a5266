import { ExitCode } from "../../core/exit-code.ts";
import type { Amount } from "../../core/inventory.ts";
import { hostsOf } from "../../fleet/rollout/amount.ts";
import { resumeRollout } from "../../fleet/rollout/open-rollout.ts";
import type { CommandContext } from "../command-context.ts";
import { say } from "../say-error.ts";
import { findRollout } from "./find-rollout.ts";
import { openRolloutFleet } from "./open-rollout-fleet.ts";
import { rolloutDir } from "./rollout-folder.ts";
import { REAL_WORLD, type RolloutWorld } from "./rollout-world.ts";
import { whyOver } from "./why-over.ts";

/**
 * Goes on with a rollout whose command ended before it had. Resolves with 1 where nobody can go on with it; else as it ends.
 * @param maxFailures how many hosts may fail, those that have failed included; null: as before.
 */
export async function runRolloutResume(
  named: string,
  maxFailures: Amount | null,
  context: CommandContext,
  world: RolloutWorld = REAL_WORLD,
): Promise<number> {
  const { choices, terminal } = context;
  const dir = rolloutDir(choices);
  const rollout = findRollout(dir, named);
  const { header, policy } = rollout.state;
  const allowed = maxFailures === null ? null : hostsOf(maxFailures, policy.total, "max-failures", 0);
  const over = whyOver(rollout, choices);
  if (over !== null) {
    say(over, context);
    return ExitCode.FAILED;
  }
  const names = header.hosts.map(({ name }) => name);
  const opened = await openRolloutFleet(header, names, context, world.openFleet);
  const resuming = { by: terminal.userName, maxFailures: allowed, clock: terminal.clock };
  await using open = await resumeRollout(dir, rollout.id, resuming);
  return await world.carryOut(open, opened.fleet, opened.context);
}
