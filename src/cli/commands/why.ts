import type { Command } from "commander";
import type { Run } from "../command-context.ts";
import type { RawFleetOptions } from "../fleet-options.ts";
import { addCommand } from "./add-command.ts";

/** `why [host] <component>` */
export function addWhy(program: Command, run: Run): void {
  addCommand(program, "why", "explain why a component is as it is, and what to do about it", [
    ["ImageServing why is", "on this host; exit code as of: status is"],
    ["ImageServing why node3 is", "on that host of the inventory"],
    ["ImageServing why is -H node3", "the same"],
    ["ImageServing why is -o json", "for programs"],
  ])
    .usage("[options] [host] <component>")
    .argument("<name>", "the component; or its host, before the component")
    .argument("[component]", "the component, where a host stands before it")
    .action((first: string, second: string | undefined, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<RawFleetOptions>();
      const problem = misuse(second !== undefined, options);
      if (problem !== null) command.error(`error: ${problem}`);
      const wish = second === undefined ? { host: null, component: first } : { host: first, component: second };
      return run(async (context) => (await import("../insight/run-why.ts")).runWhy(wish, context));
    });
}

function misuse(named: boolean, { host, all, exclude, inventory, context }: RawFleetOptions): string | null {
  if (named && (host !== undefined || all !== undefined || exclude !== undefined))
    return "the host is named twice; say it as an argument or with --host";
  if (named || host !== undefined || all !== undefined) return null;
  const fleet =
    exclude !== undefined ? "exclude" : inventory !== undefined ? "inventory" : context !== undefined ? "context" : null;
  return fleet === null ? null : `--${fleet} is about a fleet; say which of its hosts is meant: why HOST COMPONENT`;
}
