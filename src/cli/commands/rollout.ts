import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";
import { addRolloutAbort } from "./rollout-abort.ts";
import { addRolloutBreakLock } from "./rollout-break-lock.ts";
import { addRolloutList } from "./rollout-list.ts";
import { addRolloutLocks } from "./rollout-locks.ts";
import { addRolloutRehearse } from "./rollout-rehearse.ts";
import { addRolloutResume } from "./rollout-resume.ts";
import { addRolloutRetry } from "./rollout-retry.ts";
import { addRolloutShow } from "./rollout-show.ts";

/** `rollout list`, `rollout show` … */
export function addRollout(program: Command, run: Run): void {
  const rollout = addCommand(program, "rollout", "see restarts, starts and stops of many hosts, and go on with them", [
    ["ImageServing rollout list", "those that were begun from here"],
    ["ImageServing rollout resume last", "goes on with the latest, as after its terminal died"],
    ["ImageServing rollout retry last --only failed", "the hosts on which it failed, once more"],
  ]);
  addRolloutList(rollout, run);
  addRolloutShow(rollout, run);
  addRolloutResume(rollout, run);
  addRolloutRetry(rollout, run);
  addRolloutAbort(rollout, run);
  addRolloutRehearse(rollout, run);
  addRolloutLocks(rollout, run);
  addRolloutBreakLock(rollout, run);
}
