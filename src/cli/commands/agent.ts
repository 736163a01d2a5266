import type { Command } from "commander";
import type { HomePaths } from "../../core/home-paths.ts";
import type { Run } from "../command-context.ts";
import { addCommand } from "./add-command.ts";

/** With what the agent is run. */
export interface AgentStart {
  readonly paths: HomePaths;
  /** It was started by the command: it ends after a stop of everything. */
  readonly background: boolean;
  /** It takes over what was left running, and starts nothing. */
  readonly adoptOnly: boolean;
}

/** Runs the agent in this process until it ends; resolves with its exit code. */
export type RunAgent = (start: AgentStart) => Promise<number>;

interface AgentOptions {
  readonly background?: true;
  readonly adoptOnly?: true;
}

/** `agent` */
export function addAgent(program: Command, run: Run, runAgent: RunAgent): void {
  addCommand(program, "agent", "run the agent of this host, as a service does; it stays after a stop", [
    ["ImageServing agent", "in the foreground, until SIGTERM; the components live on"],
    ["ImageServing agent --config agent.yaml", "with this configuration"],
  ])
    .option("--background", "as start runs it: it ends after a stop of everything")
    .option("--adopt-only", "take over what was left running and start nothing; needs no configuration")
    .action(({ background, adoptOnly }: AgentOptions) =>
      run(({ choices }) => runAgent({ paths: choices.paths, background: background === true, adoptOnly: adoptOnly === true })),
    );
}
