import { Command, CommanderError, Help } from "commander";
import { ExitCode } from "../core/exit-code.ts";
import { exitCodeOf, FaultError } from "../core/fault.ts";
import { harmlessLines } from "../core/harmless-text.ts";
import { checkScope, isOffered } from "./check-scope.ts";
import { addGlobalOptions, readChoices } from "./choices.ts";
import type { CommandContext, Run } from "./command-context.ts";
import { type Example, withExamples } from "./commands/add-command.ts";
import { addAgent, type RunAgent } from "./commands/agent.ts";
import { addAudit } from "./commands/audit.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConfig } from "./commands/config.ts";
import { addContext } from "./commands/context.ts";
import { addDashboard } from "./commands/dashboard.ts";
import { addDiff } from "./commands/diff.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addEvents } from "./commands/events.ts";
import { addHosts } from "./commands/hosts.ts";
import { addInit } from "./commands/init.ts";
import { addLogs } from "./commands/logs.ts";
import { addNotify } from "./commands/notify.ts";
import { addPki } from "./commands/pki.ts";
import { addRestart } from "./commands/restart.ts";
import { addRollout } from "./commands/rollout.ts";
import { addStart } from "./commands/start.ts";
import { addStatus } from "./commands/status.ts";
import { addStop } from "./commands/stop.ts";
import { addSupport } from "./commands/support.ts";
import { addTop } from "./commands/top.ts";
import { addVersion, versionText } from "./commands/version.ts";
import { addWhy } from "./commands/why.ts";
import { paintWhere } from "./render/paint.ts";
import { Interrupted, type Terminal, type TextOutput } from "./terminal.ts";

const USUAL_WIDTH = 80;

/** What the scripts for shells ask. It is no command: what follows is a line that is not finished. */
const COMPLETE = "__complete";

/** Runs one command line, without the names of node and script. Resolves with the exit code; never rejects. */
export async function runCommandLine(args: readonly string[], terminal: Terminal, runAgent: RunAgent): Promise<number> {
  let exitCode: number = ExitCode.OK;
  const run: Run = async (action) => {
    exitCode = await action(contextOf(program, terminal));
  };
  const program = commandTree(terminal, run, runAgent);
  if (args[0] === COMPLETE)
    return await (await import("./completion/run-complete.ts")).runComplete(args.slice(1), program, terminal);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return exitCodeOfError(error, terminal);
  }
}

/** All commands with their options. */
export function commandTree(terminal: Terminal, run: Run, runAgent: RunAgent): Command {
  const program: Command = checkScope(addGlobalOptions(new Command("ImageServing")))
    .description("Controls Image Serving on this host, or on many: the Server Supervisor and the components that it keeps alive.")
    .version(versionText(terminal.version), "-V, --version", "print the version")
    .configureHelp({
      showGlobalOptions: true,
      visibleGlobalOptions: (command) =>
        ALL_HELP.visibleGlobalOptions(command).filter((option) => isOffered(option.attributeName(), command, program)),
    })
    .configureOutput(outputOf(terminal))
    .exitOverride();
  addStart(program, run);
  addStop(program, run);
  addRestart(program, run);
  addStatus(program, run);
  addTop(program, run);
  addLogs(program, run);
  addEvents(program, run);
  addWhy(program, run);
  addDiff(program, run);
  addDoctor(program, run);
  addSupport(program, run);
  addRollout(program, run);
  addDashboard(program, run);
  addHosts(program, run);
  addContext(program, run);
  addConfig(program, run);
  addAudit(program, run);
  addNotify(program, run);
  addInit(program, run);
  addPki(program, run);
  addAgent(program, run, runAgent);
  addCompletion(program, run);
  addVersion(program, run);
  hintUsage(program);
  return withExamples(program, EXAMPLES).addHelpText("after", EXIT_CODES);
}

/** As commander shows it by itself. */
const ALL_HELP = Object.assign(new Help(), { showGlobalOptions: true });

const EXAMPLES: readonly Example[] = [
  ["ImageServing start", "on this host"],
  ["ImageServing restart is --all", "on all hosts of the inventory, as a rollout"],
  ["ImageServing status -H @web -o json", "of a group, for programs"],
];

/** For the help of the program, and for its manual. */
export const EXIT_CODES = `
Exit codes:
  0  all that was asked for holds
  1  it failed; status: the Server Supervisor is dead, components run unattended
  2  misuse; start, stop, restart: unknown component
  3  status: the Server Supervisor or a component is not running and ready
  4  not known: no permission, no answer; status: unknown component
  5  no host matches what was selected
  6  the configuration is invalid or missing
  7  the Server Supervisor is not running, which a single component needs`;

/** A mistake is answered with the usage of the command that was misused, and where to read more. */
function hintUsage(command: Command): void {
  const help = command.createHelp();
  const path = help.commandUsage(command).replace(/ [[<].*$/, "");
  command.showHelpAfterError(`Usage: ${help.commandUsage(command)}\nMore:  ${path} --help`);
  for (const each of command.commands) hintUsage(each);
}

const outputOf = ({ stdout, stderr }: Terminal) => ({
  writeOut: (text: string) => stdout.write(text),
  writeErr: (text: string) => stderr.write(harmlessLines(text)), // it repeats what was typed
  getOutHelpWidth: () => stdout.columns ?? USUAL_WIDTH,
  getErrHelpWidth: () => stderr.columns ?? USUAL_WIDTH,
  getOutHasColors: () => false,
  getErrHasColors: () => false,
});

function contextOf(program: Command, terminal: Terminal): CommandContext {
  const choices = readChoices(program, terminal);
  const paintFor = ({ isTerminal, color }: TextOutput) => paintWhere(choices.color && isTerminal && color);
  return { choices, terminal, paint: { stdout: paintFor(terminal.stdout), stderr: paintFor(terminal.stderr) } };
}

function exitCodeOfError(error: unknown, { stderr, interrupted }: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.OK : ExitCode.USAGE;
  const reason: unknown = interrupted.reason;
  if (reason instanceof Interrupted) return reason.exitCode;
  if (error instanceof FaultError) {
    stderr.write(`${harmlessLines(error.message)}\n`);
    return exitCodeOf(error.fault.code);
  }
  // Nobody foresaw it, so nobody knows what was done.
  stderr.write(`unexpected error: ${harmlessLines(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`);
  return ExitCode.UNKNOWN;
}
