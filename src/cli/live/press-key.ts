import type { ComponentName } from "../../core/names.ts";
import type { OperationKind } from "../../core/operation.ts";
import { selectedComponent } from "./host-lines.ts";
import type { Order } from "./live-state.ts";
import { type LiveState, type Match, type Pane, type Scene, SORTS, type View } from "./live-state.ts";
import { orderedComponents, orderedLooks } from "./order-looks.ts";
import { orderName } from "./order-text.ts";

/** A key, as far as it means something. `together`: it came with others at once, as what is pasted does. */
export type Key =
  | { readonly t: "char"; readonly char: string; readonly together: boolean }
  | { readonly t: "up" | "down" | "page-up" | "page-down" | "home" | "end" }
  | { readonly t: "enter" | "escape" | "backspace" | "interrupt" };

/** What is to be done beside showing another state. */
export type Effect =
  | { readonly t: "quit" }
  /** Ctrl-C */
  | { readonly t: "interrupt" }
  | { readonly t: "operate"; readonly order: Order };

export type Pressed = readonly [LiveState, Effect | null];

const KINDS: Readonly<Record<string, OperationKind>> = { r: "restart", S: "stop", U: "start" };

/** Pure. What a key makes of the view. @param page how many lines are a page. */
export function pressKey(state: LiveState, key: Key, scene: Scene, page: number): Pressed {
  if (key.t === "interrupt") return [state, { t: "interrupt" }];
  if (state.confirm !== null) return answer(state, state.confirm, key);
  if (state.typing !== null) return [type(state, state.typing, key, scene), null];
  if (state.help) return [{ ...state, help: false }, null];
  const quiet = state.notice === null ? state : { ...state, notice: null };
  if (key.t === "char") return command(quiet, key, scene);
  if (key.t === "enter") return [deeper(quiet, scene), null];
  if (key.t === "escape" || key.t === "backspace") return [back(quiet), null];
  return [move(quiet, key.t, scene, page), null];
}

/** Only a key of its own confirms: what is pasted by mistake must not. Whatever is not `y` is no. */
function answer(state: LiveState, order: Order, key: Key): Pressed {
  const closed = { ...state, confirm: null };
  if (key.t === "char" && key.together) return [state, null];
  if (key.t === "char" && (key.char === "y" || key.char === "Y")) return [closed, { t: "operate", order }];
  return [{ ...closed, notice: "Nothing was done." }, null];
}

function type(state: LiveState, typing: NonNullable<LiveState["typing"]>, key: Key, scene: Scene): LiveState {
  if (key.t === "enter") {
    if (typing.problem !== null) return state;
    return { ...state, typing: null };
  }
  if (key.t === "escape") return { ...state, typing: null, filter: typing.before };
  const text = key.t === "char" ? typing.text + key.char : key.t === "backspace" ? [...typing.text].slice(0, -1).join("") : null;
  if (text === null || text.length > 1_000) return state;
  const match: Match = text.trim() === "" ? { names: null } : scene.match(text);
  if ("problem" in match) return { ...state, typing: { ...typing, text, problem: match.problem } };
  return { ...state, typing: { ...typing, text, problem: null }, filter: { text: text.trim(), names: match.names } };
}

function command(state: LiveState, { char, together }: Key & { readonly t: "char" }, scene: Scene): Pressed {
  switch (char) {
    case "q":
      return [state, { t: "quit" }];
    case "?":
    case "h":
      return [{ ...state, help: true }, null];
    case "j":
      return [move(state, "down", scene, 1), null];
    case "k":
      return [move(state, "up", scene, 1), null];
    case "g":
      return [move(state, "home", scene, 1), null];
    case "G":
      return [move(state, "end", scene, 1), null];
    case "s":
      return [{ ...state, sort: SORTS[(SORTS.indexOf(state.sort) + 1) % SORTS.length] ?? "problems" }, null];
    case "/":
      return [beginTyping(state, scene), null];
    case "l":
      return [look(state, "log", scene), null];
    case "e":
      return [look(state, "events", scene), null];
    default: {
      const kind = KINDS[char];
      if (kind === undefined) return [state, null];
      return [
        together
          ? { ...state, notice: `${char} came with other keys, as what is pasted does; press it alone.` }
          : ask(state, kind, scene),
        null,
      ];
    }
  }
}

function beginTyping(state: LiveState, { hosts }: Scene): LiveState {
  if (hosts.length < 2) return { ...state, notice: "There is one host only; nothing is to be filtered." };
  const { filter } = state;
  return { ...state, view: { t: "fleet" }, typing: { text: filter.text, problem: null, before: filter } };
}

/** The host that keys are about; null: none is shown. */
export function hostOf(state: LiveState, scene: Scene): string | null {
  if (state.view.t !== "fleet") return state.view.host;
  const looks = orderedLooks(state, scene);
  return looks.find(({ host }) => host.name === state.host)?.host.name ?? looks[0]?.host.name ?? null;
}

/** The component that keys are about; null: the whole host. */
function componentOf(state: LiveState, scene: Scene): ComponentName | null {
  if (state.view.t === "fleet") return null;
  if (state.view.t === "pane") return state.view.component;
  return selectedComponent(statusOf(state.view.host, scene), state.component);
}

const statusOf = (host: string, { hosts }: Scene) => hosts.find(({ name }) => name === host)?.status ?? null;

function ask(state: LiveState, kind: OperationKind, scene: Scene): LiveState {
  const host = hostOf(state, scene);
  if (host === null) return state;
  const running = scene.asked.find((each) => each.host === host && each.stands === "running");
  if (running !== undefined) return { ...state, notice: `The ${orderName(running)} is still in progress.` };
  const component = componentOf(state, scene);
  return { ...state, confirm: { kind, host, components: component === null ? [] : [component] } };
}

function deeper(state: LiveState, scene: Scene): LiveState {
  const host = hostOf(state, scene);
  if (host === null || state.view.t === "pane") return state;
  if (state.view.t === "fleet") return { ...state, host, view: { t: "host", host } };
  return look(state, "log", scene);
}

function look(state: LiveState, pane: Pane, scene: Scene): LiveState {
  const host = hostOf(state, scene);
  return host === null
    ? state
    : { ...state, host, view: { t: "pane", host, component: componentOf(state, scene), pane, back: 0 } };
}

function back(state: LiveState): LiveState {
  const { view } = state;
  if (view.t === "pane") return { ...state, view: { t: "host", host: view.host } };
  if (view.t === "host") return { ...state, view: { t: "fleet" } };
  return { ...state, filter: { text: "", names: null } };
}

type Move = Extract<Key, { readonly t: "up" | "down" | "page-up" | "page-down" | "home" | "end" }>["t"];

function move(state: LiveState, to: Move, scene: Scene, page: number): LiveState {
  const { view } = state;
  if (view.t === "pane") return { ...state, view: scrolled(view, to, scene.pane.lines.length, page) };
  if (view.t === "fleet") {
    const names = orderedLooks(state, scene).map(({ host }) => host.name);
    return { ...state, host: moved(names, state.host, to, page) ?? null };
  }
  const status = statusOf(view.host, scene);
  const rows = [null, ...orderedComponents(status?.components ?? [], state.sort).map(({ name }) => name)];
  return { ...state, component: moved(rows, selectedComponent(status, state.component), to, page) ?? null };
}

function moved<Row>(rows: readonly Row[], selected: Row, to: Move, page: number): Row | undefined {
  const at = Math.max(0, rows.indexOf(selected));
  return rows[Math.min(rows.length - 1, Math.max(0, at + stepOf(to, page, rows.length)))];
}

function scrolled(view: Extract<View, { readonly t: "pane" }>, to: Move, lines: number, page: number): View {
  const most = Math.max(0, lines - 1);
  return { ...view, back: Math.min(most, Math.max(0, view.back - stepOf(to, page, lines))) };
}

/** Downwards by so many. */
const stepOf = (to: Move, page: number, all: number): number =>
  ({ up: -1, down: 1, "page-up": -page, "page-down": page, home: -all, end: all })[to];
