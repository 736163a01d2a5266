import { between } from "../../core/clock.ts";
import { humanDuration, ms } from "../../core/duration.ts";
import { harmlessText } from "../../core/harmless-text.ts";
import { wrapTo } from "../render/display-width.ts";
import type { Colour } from "../render/paint.ts";
import { fleetLines } from "./fleet-lines.ts";
import { cutLine, type Line, widthOf } from "./grid.ts";
import { helpLines } from "./help-lines.ts";
import { hostLines } from "./host-lines.ts";
import { type HostLook, hostLook } from "./host-look.ts";
import type { Asked, LiveState, Scene, Size } from "./live-state.ts";
import { looksOf, orderedLooks, shownLooks } from "./order-looks.ts";
import { confirmText, orderName } from "./order-text.ts";
import { componentLines, paneLines } from "./pane-lines.ts";
import { hostOf } from "./press-key.ts";

/** How long it is said what became of an operation. */
const SAID_FOR = ms(15_000);

/** Pure. The whole screen: as many lines as fit, none of them wider than it is. */
export function frameLines(state: LiveState, scene: Scene, size: Size): readonly Line[] {
  const rows = Math.max(1, size.rows);
  const head = headLine(state, scene, size.columns);
  const foot = atMost(Math.max(1, rows - 2), footLines(state, scene, size.columns));
  const room = Math.max(0, rows - 1 - foot.length);
  const body = state.help ? helpLines(size.columns) : bodyLines(state, scene, { columns: size.columns, rows: room });
  const filled = [...body.slice(0, room), ...Array.from({ length: Math.max(0, room - body.length) }, (): Line => [])];
  return [head, ...filled, ...foot].slice(0, rows).map((line) => cutLine(line, size.columns));
}

/** The last line says which keys there are: it stays. */
const atMost = (most: number, lines: readonly Line[]): readonly Line[] =>
  lines.length <= most ? lines : [...lines.slice(0, most - 1), ...lines.slice(-1)];

/** How many lines a page has: what is shown of hosts or of a log. */
export const pageOf = ({ rows }: Size): number => Math.max(1, rows - 4);

function headLine(state: LiveState, scene: Scene, width: number): Line {
  const { view } = state;
  const clock = scene.wall.toTimeString().slice(0, 8);
  const left = view.t === "fleet" ? fleetHead(state, scene) : hostHead(view, scene);
  const space = width - widthOf(left) - clock.length;
  return space < 2 ? left : [...left, { text: " ".repeat(space) }, { text: clock, colour: "dim" }];
}

function fleetHead({ filter, typing }: LiveState, scene: Scene): Line {
  const { hosts, title } = scene;
  const looks = shownLooks(filter, scene);
  const count = (...kinds: readonly HostLook["urgency"][]) => looks.filter(({ urgency }) => kinds.includes(urgency)).length;
  const counts: readonly (readonly [number, string, Colour])[] = [
    [count("lost"), "not reached", "red"],
    [count("dead", "broken"), "failing", "red"],
    [count("on its way"), "on the way", "yellow"],
    [count("stopped", "at rest"), "stopped", "yellow"],
    [count("connecting"), "connecting", "dim"],
    [count("well"), "well", "green"],
  ];
  const said = counts.filter(([number]) => number > 0);
  const of = filter.names === null ? `${hosts.length}` : `${looks.length} of ${hosts.length}`;
  return [
    { text: `${harmlessText(title)}  `, colour: "bold" },
    { text: `${of} host${hosts.length === 1 ? "" : "s"}: ` },
    ...said.flatMap(
      ([number, what, colour], at): Line => [{ text: at === 0 ? "" : ", " }, { text: `${number} ${what}`, colour }],
    ),
    ...(filter.text === "" || typing !== null ? [] : [{ text: `  /${harmlessText(filter.text)}`, colour: "yellow" as const }]),
  ];
}

function hostHead(view: Exclude<LiveState["view"], { readonly t: "fleet" }>, { hosts, now }: Scene): Line {
  const host = hosts.find(({ name }) => name === view.host);
  const look = host === undefined ? null : hostLook(host, now);
  const component = view.t === "pane" ? `  ${view.component ?? "all components"}  ${view.pane}` : "";
  const version = view.t === "host" && look?.status?.supervisor.version ? `  ${look.status.supervisor.version}` : "";
  const lost = host === undefined || host.dropped === 0 ? "" : `  ${host.dropped} changes missed`;
  return [
    { text: harmlessText(view.host), colour: "bold" },
    { text: harmlessText(component), colour: "bold" },
    // How a component stands is said below.
    ...(look === null || (view.t === "pane" && view.component !== null && look.staleFor === null)
      ? []
      : [{ text: "  " }, { text: harmlessText(look.words), colour: look.colour }]),
    { text: harmlessText(`${version}${lost}`), colour: "dim" },
  ];
}

function bodyLines(state: LiveState, scene: Scene, size: Size): readonly Line[] {
  const { view } = state;
  if (view.t === "fleet") return fleetBody(state, scene, size);
  const host = scene.hosts.find(({ name }) => name === view.host);
  if (host === undefined) return [[{ text: "This host is watched no more." }]];
  const look = hostLook(host, scene.now);
  const stale = staleLines(look, scene, size.columns);
  if (view.t === "host") return [...stale, ...hostLines(look, state, scene, size.columns)];
  const about = [...stale, ...componentLines(look, view, scene)].slice(0, Math.max(0, Math.floor(size.rows / 2)));
  return [
    ...about,
    ...(about.length > 0 ? [[]] : []),
    ...paneLines(view, scene, size.rows - about.length - (about.length > 0 ? 1 : 0)),
  ];
}

/** That what follows is old, and why. */
function staleLines({ host, staleFor }: HostLook, { now }: Scene, width: number): readonly Line[] {
  const { link } = host;
  if (link.t === "live") return [];
  if (link.t === "connecting") return [[{ text: "Connecting.", colour: "dim" }]];
  const age =
    staleFor === null
      ? "It was never reached."
      : `Heard of last ${humanDuration(ms(staleFor))} ago; what is shown is as it was then.`;
  const tries = `It is tried again by itself (${link.attempts} since ${humanDuration(between(link.since, now))}).`;
  return [
    ...link.error.message
      .split("\n")
      .flatMap((line) => wrapTo(width, harmlessText(line)))
      .map((text): Line => [{ text, colour: "red" }]),
    ...wrapTo(width, `${age} ${tries}`).map((text): Line => [{ text, colour: "yellow" }]),
  ];
}

function fleetBody(state: LiveState, scene: Scene, { columns, rows }: Size): readonly Line[] {
  const looks = orderedLooks(state, scene);
  if (looks.length === 0) return [[{ text: "No host is shown; Esc takes the filter away.", colour: "dim" }]];
  const selected = hostOf(state, scene);
  const room = Math.max(1, rows - 1);
  const at = looks.findIndex(({ host }) => host.name === selected);
  // The selected host stands in the middle, and at the ends the list fills the screen.
  const first = Math.max(0, Math.min(at - Math.floor(room / 2), looks.length - room));
  return fleetLines(looks.slice(first, first + room), selected, columns);
}

function footLines(state: LiveState, scene: Scene, width: number): readonly Line[] {
  const wrapped = (text: string, colour?: Colour) =>
    wrapTo(width, text).map((line): Line => [{ text: line, ...(colour && { colour }) }]);
  const asked = scene.asked
    .filter(({ until }) => until === null || between(until, scene.now) < SAID_FOR)
    .map((each) => askedLine(each, scene));
  if (state.confirm !== null) {
    const host = scene.hosts.find(({ name }) => name === state.confirm?.host);
    return [
      ...asked,
      ...wrapped(confirmText(state.confirm, host), "yellow"),
      [{ text: width < 30 ? "y = yes, else no" : "y = yes, any other key = no", colour: "bold" }],
    ];
  }
  if (state.typing !== null) {
    const { text, problem } = state.typing;
    const said = problem === null ? [] : wrapped(harmlessText(problem), "red");
    const hint: Line = [
      {
        text: width < 60 ? "Enter keep  Esc undo" : "node[01-04], @group, label=value, !, &   Enter keeps it, Esc undoes it",
        colour: "dim",
      },
    ];
    return [
      ...asked,
      ...said,
      [{ text: "/", colour: "bold" }, { text: tail(harmlessText(text), width - 2) }, { text: "_", colour: "dim" }],
      hint,
    ];
  }
  const said = state.notice ?? noteOf(state, scene);
  const notice = said === null ? [] : wrapped(harmlessText(said), state.notice === null ? "dim" : "yellow");
  return [...asked, ...notice, keysLine(state, width)];
}

/** Why the selected host is not well: in its row there is little room for it. */
function noteOf(state: LiveState, scene: Scene): string | null {
  if (state.view.t !== "fleet" || state.help) return null;
  const selected = hostOf(state, scene);
  const note = looksOf(scene).find(({ host }) => host.name === selected)?.note ?? "";
  return note === "" ? null : `${selected}: ${note}`;
}

/** The end of what is typed is what one looks at. */
const tail = (text: string, width: number): string =>
  text.length <= width ? text : `…${text.slice(text.length - Math.max(0, width - 1))}`;

const STANDS = { running: "yellow", done: "green", failed: "red" } as const;

function askedLine(asked: Asked, { now }: Scene): Line {
  const took = humanDuration(between(asked.since, asked.until ?? now));
  return [{ text: `${orderName(asked)}: `, colour: STANDS[asked.stands] }, { text: `${harmlessText(asked.text)} (${took})` }];
}

/** As many as there is room for; the last two always. */
function keysLine({ view, sort, help }: LiveState, width: number): Line {
  if (help) return [{ text: "any key goes back", colour: "dim" }];
  const keys = { fleet: FLEET_KEYS, host: HOST_KEYS, pane: PANE_KEYS }[view.t].map((key) => key.replace("SORT", sort));
  const last = "q quit  ? help";
  const fitting = keys.filter((_, at) => [...keys.slice(0, at + 1), last].join("  ").length <= width);
  return [{ text: [...fitting, last].join("  "), colour: "dim" }];
}

const FLEET_KEYS = ["Enter host", "s SORT", "/ filter", "r restart", "l log", "e events", "S stop", "U start"];
const HOST_KEYS = ["Esc back", "r restart", "Enter log", "e events", "S stop", "U start", "s SORT"];
const PANE_KEYS = ["Esc back", "l log", "e events", "r restart", "S stop", "U start"];
