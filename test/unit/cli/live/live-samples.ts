import { frameLines } from "../../../../src/cli/live/frame-lines.ts";
import type { Line } from "../../../../src/cli/live/grid.ts";
import { begin, type LiveState, type Scene } from "../../../../src/cli/live/live-state.ts";
import { type Effect, type Key, pressKey } from "../../../../src/cli/live/press-key.ts";
import type { WatchedHost } from "../../../../src/cli/watch/watched-host.ts";
import type { MonoMs } from "../../../../src/core/duration.ts";
import { FaultError } from "../../../../src/core/fault.ts";
import { component, hostStatus, NOON } from "../samples.ts";

export const NOW = 1_000_000 as MonoMs;

/** A host that is live and well, or as `changed`. */
export const watched = (name: string, changed: Partial<WatchedHost> = {}): WatchedHost => ({
  name,
  link: { t: "live" },
  status: hostStatus([component("is"), component("ps")], { host: name }),
  statusAt: NOW,
  heardAt: NOW,
  clockOffsetMs: 0,
  memory: new Map(),
  dropped: 0,
  ...changed,
});

export const withComponents = (name: string, ...components: ReturnType<typeof component>[]): WatchedHost =>
  watched(name, { status: hostStatus(components, { host: name }) });

/** Lost 12 s ago. */
export const lost = (name: string, changed: Partial<WatchedHost> = {}): WatchedHost =>
  watched(name, {
    link: {
      t: "lost",
      error: new FaultError({ code: "UNREACHABLE", target: "192.0.2.4:9910", cause: "refused" }),
      attempts: 3,
      since: (NOW - 11_000) as MonoMs,
    },
    statusAt: (NOW - 12_000) as MonoMs,
    heardAt: (NOW - 12_000) as MonoMs,
    ...changed,
  });

export const scene = (hosts: readonly WatchedHost[], changed: Partial<Scene> = {}): Scene => ({
  hosts,
  now: NOW,
  wall: NOON,
  title: "ImageServing",
  asked: [],
  pane: { lines: [], note: null },
  match: (text) => {
    if (text.includes("!!")) return { problem: "column 2: no" };
    return { names: new Set(hosts.map(({ name }) => name).filter((name) => name.includes(text))) };
  },
  ...changed,
});

export const textOf = (line: Line): string => line.map(({ text }) => text).join("");

/** The screen as it reads. */
export const screen = (state: LiveState, of: Scene, columns = 80, rows = 24): readonly string[] =>
  frameLines(state, of, { columns, rows })
    .map(textOf)
    .map((line) => line.trimEnd());

const NAMED: Readonly<Record<string, Key>> = {
  "<enter>": { t: "enter" },
  "<esc>": { t: "escape" },
  "<back>": { t: "backspace" },
  "<up>": { t: "up" },
  "<down>": { t: "down" },
  "<pgdn>": { t: "page-down" },
  "<pgup>": { t: "page-up" },
  "<home>": { t: "home" },
  "<end>": { t: "end" },
  "<c-c>": { t: "interrupt" },
};

/** What was pressed, one key after the other: `j<enter>r`. */
export function press(
  keys: string,
  of: Scene,
  from: LiveState = begin(null),
): { readonly state: LiveState; readonly effects: readonly Effect[] } {
  const effects: Effect[] = [];
  let state = from;
  for (const [key] of keys.matchAll(/<[a-z-]+>|./g)) {
    const [next, effect] = pressKey(state, NAMED[key] ?? { t: "char", char: key, together: false }, of, 10);
    state = next;
    if (effect !== null) effects.push(effect);
  }
  return { state, effects };
}
