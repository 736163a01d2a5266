import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";
import { addNotifyList } from "./notify-list.ts";
import { addNotifyTest } from "./notify-test.ts";

/** `notify test`, `notify list` */
export function addNotify(program: Command, run: Run): void {
  const notify = addCommand(program, "notify", "try or list who is told what happens on a host (notify in agent.yaml)", [
    ["ImageServing notify test", "sends a trial to each"],
    ["ImageServing notify list", "what agent.yaml of this host says"],
  ]);
  addNotifyTest(notify, run);
  addNotifyList(notify, run);
}
