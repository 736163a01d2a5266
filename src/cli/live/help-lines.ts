import type { Line } from "./grid.ts";

const KEYS: readonly (readonly [keys: string, does: string])[] = [
  ["up, down, j, k", "another row"],
  ["PgUp, PgDn, g, G", "by pages, first, last"],
  ["Enter", "host, then log"],
  ["Esc", "back; in the fleet: no filter"],
  ["s", "sort: problems, name, memory, cpu, uptime"],
  ["/", "filter hosts: node[01-04], @group, role=web, !x"],
  ["l, e", "log, events of what is selected"],
  ["r, S, U", "restart, stop, start it, once confirmed"],
  ["q, Ctrl-C", "quit"],
  ["", ""],
  ["is+ is~ is!", "ready, on its way, broken"],
  ["is- is?", "stopped, not known any more"],
];

/** What the keys do, and what the signs mean. */
export function helpLines(width: number): readonly Line[] {
  const room = width < 60 ? 12 : 18;
  return KEYS.map(([keys, does]) => (keys === "" ? [] : [{ text: `${keys.padEnd(room)} `, colour: "bold" }, { text: does }]));
}
