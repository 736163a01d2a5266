import { seconds } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import type { HostStatus } from "../../core/status.ts";
import { outcomeOf } from "../../fleet/outcome.ts";
import type { CommandContext } from "../command-context.ts";
import { SCHEMA_VERSION, statusObject } from "../frame.ts";
import { answered, type HostAnswer } from "../host-answer.ts";
import { statusText } from "../render/status-text.ts";
import { jsonLine } from "../structured-output.ts";
import { watchHosts } from "../watch/watch-hosts.ts";
import type { WatchedHost } from "../watch/watched-host.ts";
import { hostChanges } from "./host-changes.ts";
import { hostLook } from "./host-look.ts";
import type { LiveWorld } from "./live-world.ts";
import { onlyComponents } from "./only-components.ts";
import { unknownComponents } from "./unknown-components.ts";

const USAGE_EVERY = seconds(5);

/**
 * Prints how hosts stand once each has answered or was not reached, then a line for each change, until it is interrupted or
 * nobody reads any more. No faster than it is read: what has changed meanwhile is told together. Rejects with UNKNOWN_COMPONENT
 * where no host has one of the components.
 */
export async function plainWatch(world: LiveWorld, components: readonly string[], context: CommandContext): Promise<void> {
  const { interrupted, outputClosed, stdout } = context.terminal;
  const signal = AbortSignal.any([interrupted, outputClosed]);
  const callContext = (ending: AbortSignal) => world.callContext(ending);
  const { sources, clock, concurrency, firstWordWithin } = world;
  await using watch = watchHosts(sources, { clock, usageEvery: USAGE_EVERY, concurrency, firstWordWithin, callContext });
  const told = new Map<string, WatchedHost>();
  const print = printerFor(context, sources.length > 1);
  const changed = new Set<string>(watch.hosts.keys());
  let wake = () => {};
  watch.onChange((names) => {
    for (const name of names) changed.add(name);
    wake();
  });
  let judged = false;
  const onEnd = () => wake();
  signal.addEventListener("abort", onEnd, { once: true });
  while (!signal.aborted) {
    if (!judged) {
      const unknown = unknownComponents(watch.hosts.values(), components);
      if (unknown !== null) throw unknown;
      judged = told.size === sources.length;
    }
    const names = [...changed];
    changed.clear();
    for (const name of names) {
      const host = onlyComponents(watch.hosts.get(name) as WatchedHost, components);
      if (host.link.t === "connecting") continue;
      const before = told.get(name);
      told.set(name, host);
      if (before === undefined) print.first(host, sources.length - told.size);
      else print.changes(host, hostChanges(before, host));
    }
    await stdout.drained();
    if (changed.size === 0 && !signal.aborted)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  signal.removeEventListener("abort", onEnd);
}

interface Printer {
  /** @param missing of how many hosts nothing is known yet. */
  first(host: WatchedHost, missing: number): void;
  changes(host: WatchedHost, changes: readonly string[]): void;
}

const printerFor = (context: CommandContext, many: boolean): Printer =>
  context.choices.output === "jsonl" ? objects(context) : text(context, many);

/** For programs: a host as `status` shows it each time, with what has changed. */
function objects({ terminal }: CommandContext): Printer {
  const print = (host: WatchedHost, event: "standing" | "change", changes: readonly string[]) => {
    const head = { schemaVersion: SCHEMA_VERSION, command: "status", event, at: terminal.clock.wall().toISOString() };
    const stale =
      host.link.t === "live" || host.heardAt === null ? {} : { staleSeconds: (terminal.clock.now() - host.heardAt) / 1_000 };
    terminal.stdout.write(
      jsonLine({ ...head, ...stale, ...statusObject(answerOf(host)), ...(event === "change" && { changes }) }),
    );
  };
  return {
    first: (host) => print(host, "standing", []),
    changes: (host, changes) => changes.length > 0 && print(host, "change", changes),
  };
}

/** For people: a table, then a line for each change. */
function text({ terminal, choices, paint }: CommandContext, many: boolean): Printer {
  const { stdout, clock } = terminal;
  const firsts: WatchedHost[] = [];
  const line = (host: WatchedHost, change: string) => {
    const [head = "", ...more] = change.split("\n").map(harmlessText);
    const at = clock
      .wall()
      .toISOString()
      .replace(/\.\d+Z$/, "Z");
    stdout.write(
      `${at} ${many ? `${harmlessText(host.name)} ` : ""}${head}${more.length > 0 ? ` ${more.map((each) => each.trim()).join(" ")}` : ""}\n`,
    );
  };
  const table = () => {
    if (many) for (const host of firsts) stdout.write(`${fleetLine(host)}\n`);
    else {
      const options = { width: stdout.columns, paint: paint.stdout, now: clock.wall(), wide: choices.output === "wide" };
      const [host] = firsts;
      if (host?.status) stdout.write(`${statusText([answered(host.name, host.status)], options)}\n`);
      else if (host?.link.t === "lost") line(host, host.link.error.message);
    }
    firsts.length = 0;
  };
  const fleetLine = (host: WatchedHost) => {
    const { words, marks, note } = hostLook(host, clock.now());
    return [host.name, words, marks.map((mark) => mark.text).join(" "), note]
      .filter((part) => part !== "")
      .map(harmlessText)
      .join("  ");
  };
  return {
    first: (host, missing) => {
      firsts.push(host);
      if (missing === 0) table();
    },
    changes: (host, changes) => {
      for (const change of changes) line(host, change);
    },
  };
}

/** The host as an answer to `status`: what was known last stands beside the error. */
const answerOf = ({ name, link, status }: WatchedHost): HostAnswer<HostStatus> =>
  link.t === "lost"
    ? { host: name, outcome: outcomeOf(link.error), value: status, error: link.error }
    : { host: name, outcome: "ok", value: status, error: null };
