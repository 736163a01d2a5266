import { type Clock, sleep } from "../../core/clock.ts";
import { seconds } from "../../core/duration.ts";
import { messageOf } from "../../core/fault.ts";
import type { HostEvent } from "../../core/host-event.ts";
import type { CallContext } from "../../core/host-service.ts";
import type { PaneLine, PaneText, View } from "./live-state.ts";
import type { LiveConnection, LiveWorld } from "./live-world.ts";

type PaneView = Extract<View, { readonly t: "pane" }>;

/** So many lines are kept of what is followed. */
const KEPT_LINES = 1_000;
const FIRST_LINES = 300;
const AGAIN_AFTER = seconds(2);

/** A log or events that are followed for as long as they are looked at, again and again where the host is lost. */
export class PaneFeed implements Disposable {
  readonly #world: LiveWorld;
  readonly #view: PaneView;
  readonly #changed: () => void;
  readonly #closing = new AbortController();
  #text: PaneText = { lines: [], note: "…" };

  constructor(world: LiveWorld, view: PaneView, changed: () => void) {
    this.#world = world;
    this.#view = view;
    this.#changed = changed;
    void this.#run(world.clock);
  }

  get text(): PaneText {
    return this.#text;
  }

  /** Whether this is what the view looks at. */
  isOf(view: View): boolean {
    const { host, component, pane } = this.#view;
    return view.t === "pane" && view.host === host && view.component === component && view.pane === pane;
  }

  [Symbol.dispose](): void {
    this.#closing.abort();
  }

  async #run(clock: Clock): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#follow(signal);
        this.#put({ ...this.#text, note: "It ended; it is asked again." });
      } catch (error) {
        this.#put({ ...this.#text, note: `${messageOf(error)}; it is asked again.` });
      }
      await sleep(clock, AGAIN_AFTER, signal).catch(() => {});
    }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const connection = await this.#world.open(this.#view.host);
    try {
      const context = this.#world.callContext(signal);
      await (this.#view.pane === "log" ? this.#followLog(connection, context) : this.#followEvents(connection, context));
    } finally {
      connection.close();
    }
  }

  async #followLog(connection: LiveConnection, context: CallContext): Promise<void> {
    const { component, host } = this.#view;
    const components = component === null ? [] : [component];
    const query = { components, lines: FIRST_LINES, follow: true, expectedHost: this.#world.expectedHost(host) };
    let fresh = true;
    for await (const { component: from, lines } of connection.logs(query, context)) {
      this.#add(
        lines.map((text) => ({ from, text, at: null, bad: false })),
        fresh,
      );
      fresh = false;
    }
  }

  async #followEvents(connection: LiveConnection, context: CallContext): Promise<void> {
    const { component, host } = this.#view;
    const components = component === null ? [] : [component];
    const expectedHost = this.#world.expectedHost(host);
    const query = { components, since: null, afterSequence: 0, limit: FIRST_LINES, follow: true, expectedHost };
    let fresh = true;
    for await (const { events, dropped } of connection.events(query, context)) {
      const lost = dropped === 0 ? [] : [lineOf(`${dropped} events before this were missed`)];
      this.#add([...lost, ...events.map(eventLine)], fresh);
      fresh = false;
    }
  }

  #add(lines: readonly PaneLine[], fresh: boolean): void {
    const all = [...(fresh ? [] : this.#text.lines), ...lines];
    this.#put({ lines: all.slice(-KEPT_LINES), note: all.length === 0 ? "There is nothing yet." : null });
  }

  #put(text: PaneText): void {
    this.#text = text;
    if (!this.#closing.signal.aborted) this.#changed();
  }
}

const lineOf = (text: string): PaneLine => ({ from: "", text, at: null, bad: true });

const eventLine = ({ at, component, message, exit, state }: HostEvent): PaneLine => ({
  from: component ?? "",
  text: message,
  at,
  bad: exit?.expected === false || state === "failed" || state === "backoff",
});
