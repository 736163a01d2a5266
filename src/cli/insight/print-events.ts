import type { CommandContext } from "../command-context.ts";
import { SCHEMA_VERSION } from "../frame.ts";
import { EventLines } from "../render/events-text.ts";
import { jsonLine } from "../structured-output.ts";
import { eventObject } from "./event-object.ts";
import type { ToldEvent } from "./told-event.ts";

/** Writes events as they are. Resolves when there is room for more. */
export type PrintEvents = (events: readonly ToldEvent[]) => Promise<void>;

/** For people a line for each, with its host where there are several; with `--output jsonl` an object on a line for each. */
export function eventPrinter(hosts: boolean, context: CommandContext): PrintEvents {
  const { choices, terminal, paint } = context;
  const [wide, width] = [choices.output === "wide", terminal.stdout.columns];
  const lines = new EventLines({ width, paint: paint.stdout, hosts, wide });
  const head = { schemaVersion: SCHEMA_VERSION, command: "events" };
  const textOf = (events: readonly ToldEvent[]) =>
    choices.output === "jsonl"
      ? events.map(({ host, event }) => jsonLine({ ...head, host, ...eventObject(event) })).join("")
      : lines
          .lines(events, terminal.clock.wall())
          .map((line) => `${line}\n`)
          .join("");
  return async (events) => {
    if (events.length === 0) return;
    terminal.stdout.write(textOf(events));
    await terminal.stdout.drained();
  };
}
