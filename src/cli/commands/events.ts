import { type Command, InvalidArgumentError, Option } from "commander";
import { MOST_EVENTS } from "../../core/host-event.ts";
import type { Run } from "../command-context.ts";
import { parseSince, SINCE_RULE, type Since } from "../insight/since.ts";
import { addCommand } from "./add-command.ts";

const USUAL_EVENTS = 50;

interface EventsOptions {
  readonly follow?: true;
  readonly since?: Since;
  readonly number: number;
}

/** `events [component...]` */
export function addEvents(program: Command, run: Run): void {
  addCommand(program, "events", "show what happened: starts, stops, crashes, who asked for what", [
    ["ImageServing events", `the last ${USUAL_EVENTS}`],
    ["ImageServing events is -f", "of this component, and what happens from now on, until Ctrl-C"],
    ["ImageServing events --since 2h", "or --since 10:30, --since 2026-11-20T10:00Z"],
    ["ImageServing events -o wide", "with exits, evidence and the last lines of the log"],
    ["ImageServing events -H @web -n 200", "of these hosts, in the order in which it happened"],
  ])
    .argument("[component...]", "only these; none: all, and the host itself")
    .option("-f, --follow", "go on with what happens from now on")
    .addOption(new Option("--since <time>", "not older: 2h, 10:30, 2026-11-20T10:00Z").argParser(sinceTime))
    .addOption(new Option("-n, --number <n>", "at most so many, the newest").argParser(eventCount).default(USUAL_EVENTS))
    .action((components: readonly string[], { follow, since, number }: EventsOptions) =>
      run(async (context) => {
        const { runEvents } = await import("../insight/run-events.ts");
        return await runEvents({ components, since: since ?? null, limit: number, follow: follow === true }, context);
      }),
    );
}

function sinceTime(text: string): Since {
  const since = parseSince(text);
  if (since === null) throw new InvalidArgumentError(`It must be ${SINCE_RULE}.`);
  return since;
}

function eventCount(text: string): number {
  const count = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(count <= MOST_EVENTS)) throw new InvalidArgumentError(`It must be a number from 0 to ${MOST_EVENTS}.`);
  return count;
}
