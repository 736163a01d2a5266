import type { MonoMs } from "../../core/duration.ts";
import type { ComponentName } from "../../core/names.ts";
import type { OperationKind } from "../../core/operation.ts";
import type { WatchedHost } from "../watch/watched-host.ts";

/** What is looked at. */
export type View =
  | { readonly t: "fleet" }
  | { readonly t: "host"; readonly host: string }
  /** @param component null: of all, and of the host itself. @param back how many lines it is scrolled back from the newest. */
  | {
      readonly t: "pane";
      readonly host: string;
      readonly component: ComponentName | null;
      readonly pane: Pane;
      readonly back: number;
    };

export type Pane = "log" | "events";

/** In what order hosts stand, and the components of one. */
export const SORTS = ["problems", "name", "memory", "cpu", "uptime"] as const;
export type Sort = (typeof SORTS)[number];

/** Something to be done on one host. */
export interface Order {
  readonly kind: OperationKind;
  readonly host: string;
  /** Empty: everything, the Server Supervisor included. */
  readonly components: readonly ComponentName[];
}

/** What a person has made of the view. Immutable; only {@link ./press-key.ts} makes the next one. */
export interface LiveState {
  readonly view: View;
  /** Which host is selected; null, or one that is not shown: the first. */
  readonly host: string | null;
  /** Which row of a host is selected; null: that of the Server Supervisor, which stands for everything. */
  readonly component: ComponentName | null;
  readonly sort: Sort;
  /** The hosts that are shown. `names` null: all. */
  readonly filter: { readonly text: string; readonly names: ReadonlySet<string> | null };
  /** A filter that is being typed; null: none is. `before` comes back with Escape. */
  readonly typing: { readonly text: string; readonly problem: string | null; readonly before: LiveState["filter"] } | null;
  /** What is done once it is confirmed; null: nothing is asked. */
  readonly confirm: Order | null;
  readonly help: boolean;
  /** One sentence about the last key, until the next one. */
  readonly notice: string | null;
}

/** An operation that was asked for from here. */
export interface Asked extends Order {
  readonly since: MonoMs;
  /** How far it is, or what became of it. */
  readonly text: string;
  readonly stands: "running" | "done" | "failed";
  /** When it ended; null: it has not. */
  readonly until: MonoMs | null;
}

/** A line of a log or of what happened; not harmless yet. */
export interface PaneLine {
  /** Which component it is from; empty: the host. */
  readonly from: string;
  readonly text: string;
  readonly at: Date | null;
  readonly bad: boolean;
}

/** What of a log or of events is there. */
export interface PaneText {
  readonly lines: readonly PaneLine[];
  /** Why there is no more of it, or that it is awaited; null: it is followed. */
  readonly note: string | null;
}

/** Which hosts a filter means, or what is wrong with it. */
export type Match = { readonly names: ReadonlySet<string> | null } | { readonly problem: string };

/** All that is shown, beside what a person has made of it. */
export interface Scene {
  /** In the order in which they were named. */
  readonly hosts: readonly WatchedHost[];
  readonly now: MonoMs;
  readonly wall: Date;
  /** For the head of the screen. */
  readonly title: string;
  readonly asked: readonly Asked[];
  readonly pane: PaneText;
  match(text: string): Match;
}

/** The size of the screen in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** As it begins. @param host the only one there is: it is shown at once. */
export const begin = (host: string | null): LiveState => ({
  view: host === null ? { t: "fleet" } : { t: "host", host },
  host,
  component: null,
  sort: "problems",
  filter: { text: "", names: null },
  typing: null,
  confirm: null,
  help: false,
  notice: null,
});
