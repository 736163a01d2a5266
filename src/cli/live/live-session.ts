import type { CancelTimer } from "../../core/clock.ts";
import { seconds } from "../../core/duration.ts";
import { type FaultError, messageOf } from "../../core/fault.ts";
import type { FleetWatch } from "../watch/fleet-watch.ts";
import { watchHosts } from "../watch/watch-hosts.ts";
import { frameLines, pageOf } from "./frame-lines.ts";
import type { Line } from "./grid.ts";
import { type Asked, begin, type LiveState, type Order, type Scene, type Size } from "./live-state.ts";
import type { LiveWorld } from "./live-world.ts";
import { onlyComponents } from "./only-components.ts";
import { PaneFeed } from "./pane-feed.ts";
import { type Key, pressKey } from "./press-key.ts";
import { unknownComponents } from "./unknown-components.ts";

/** How a live view ends. */
export type LiveEnd = "quit" | "interrupt" | FaultError;

const USAGE_EVERY = seconds(2);
/** Ages and uptimes go on by themselves. */
const TICK = seconds(1);
const NOTHING = { lines: [], note: null };
/** Operations that were asked for and have ended are forgotten beyond so many. */
const KEPT_ASKED = 8;

/** A live view without its terminal: takes keys, and says how the screen looks. */
export class LiveSession implements AsyncDisposable {
  readonly #world: LiveWorld;
  readonly #components: readonly string[];
  readonly #watch: FleetWatch;
  readonly #closing = new AbortController();
  readonly #changed: (urgent: boolean) => void;
  readonly #end: (end: LiveEnd) => void;
  #state: LiveState;
  #asked: readonly Asked[] = [];
  #feed: PaneFeed | null = null;
  #size: Size = { columns: 80, rows: 24 };
  #cancelTick: CancelTimer = () => {};
  /** Whether every host has been heard, so that no component that was named can turn out to be one that nobody knows. */
  #judged = false;

  /** @param components only these are shown; none: all. @param changed told when the screen looks otherwise; urgent: because of a key, or of what was asked for. @param end told once when somebody wants to leave. */
  constructor(world: LiveWorld, components: readonly string[], changed: (urgent: boolean) => void, end: (end: LiveEnd) => void) {
    this.#world = world;
    this.#components = components;
    this.#changed = changed;
    this.#end = end;
    const [only, ...others] = world.sources;
    this.#state = begin(only !== undefined && others.length === 0 ? only.name : null);
    const { sources, clock, concurrency, firstWordWithin } = world;
    const callContext = (signal: AbortSignal) => world.callContext(signal);
    this.#watch = watchHosts(sources, { clock, usageEvery: USAGE_EVERY, concurrency, firstWordWithin, callContext });
    this.#watch.onChange(() => this.#heard());
    this.#tick();
  }

  /** The operations that were asked for here and have not ended. */
  get running(): readonly Asked[] {
    return this.#asked.filter(({ stands }) => stands === "running");
  }

  frame(size: Size): readonly Line[] {
    this.#size = size;
    return frameLines(this.#state, this.#scene(), size);
  }

  press(key: Key): void {
    const [state, effect] = pressKey(this.#state, key, this.#scene(), pageOf(this.#size));
    this.#state = state;
    this.#look();
    if (effect?.t === "operate") void this.#operate(effect.order);
    else if (effect !== null) this.#end(effect.t);
    this.#changed(true);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("the view was left"));
    this.#cancelTick();
    this.#feed?.[Symbol.dispose]();
    await this.#watch[Symbol.asyncDispose]();
  }

  #heard(): void {
    if (!this.#judged) {
      const unknown = unknownComponents(this.#watch.hosts.values(), this.#components);
      if (unknown !== null) this.#end(unknown);
      this.#judged = [...this.#watch.hosts.values()].every(({ link }) => link.t !== "connecting");
    }
    this.#changed(false);
  }

  #scene(): Scene {
    const { clock, title } = this.#world;
    return {
      hosts: [...this.#watch.hosts.values()].map((host) => onlyComponents(host, this.#components)),
      now: clock.now(),
      wall: clock.wall(),
      title,
      asked: this.#asked,
      pane: this.#feed?.text ?? NOTHING,
      match: (text) => this.#world.match(text),
    };
  }

  /** Follows what is looked at, and nothing else. */
  #look(): void {
    const { view } = this.#state;
    if (this.#feed?.isOf(view) === true) return;
    this.#feed?.[Symbol.dispose]();
    this.#feed = view.t === "pane" ? new PaneFeed(this.#world, view, () => this.#changed(false)) : null;
  }

  async #operate(order: Order): Promise<void> {
    const { clock } = this.#world;
    let asked: Asked = { ...order, since: clock.now(), text: "asked", stands: "running", until: null };
    const put = (next: Asked) => {
      const others = this.#asked.filter((each) => each !== asked);
      const ended = others.filter(({ until }) => until !== null).slice(-KEPT_ASKED);
      this.#asked = [...ended, ...others.filter(({ until }) => until === null), next];
      asked = next;
      this.#changed(true);
    };
    put(asked);
    const { signal } = this.#closing;
    try {
      const { ok, text } = await this.#world.operate(order, signal, (text) => put({ ...asked, text }));
      put({ ...asked, text, stands: ok ? "done" : "failed", until: clock.now() });
    } catch (error) {
      if (!signal.aborted) put({ ...asked, text: messageOf(error), stands: "failed", until: clock.now() });
    }
  }

  #tick(): void {
    this.#cancelTick = this.#world.clock.after(TICK, () => {
      this.#changed(false);
      this.#tick();
    });
  }
}
