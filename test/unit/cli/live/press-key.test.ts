import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { begin } from "../../../../src/cli/live/live-state.ts";
import { type Key, pressKey } from "../../../../src/cli/live/press-key.ts";
import type { MonoMs } from "../../../../src/core/duration.ts";
import { component, down, name } from "../samples.ts";
import { lost, NOW, press, scene, screen, watched, withComponents } from "./live-samples.ts";

const three = scene([watched("node1"), watched("node2"), watched("node3")]);

describe("moving", () => {
  test("through the fleet, into a host, to a log and back", () => {
    expect(press("", three).state.view).toEqual({ t: "fleet" });
    expect(press("jj<enter>", three).state.view).toEqual({ t: "host", host: "node3" });
    expect(press("j<enter>j<enter>", three).state.view).toEqual({
      t: "pane",
      host: "node2",
      component: "is",
      pane: "log",
      back: 0,
    });
    expect(press("j<enter>jj<enter>e", three).state.view).toMatchObject({ component: "ps", pane: "events" });
    expect(press("j<enter>j<enter><esc><esc>", three).state.view).toEqual({ t: "fleet" });
    expect(press("jl", three).state.view).toMatchObject({ t: "pane", host: "node2", component: null, pane: "log" });
  });

  test("ends at the first and the last row", () => {
    expect(press("kk", three).state.host).toBe("node1");
    expect(press("jjjjjj", three).state.host).toBe("node3");
    expect(press("G", three).state.host).toBe("node3");
    expect(press("<end>g", three).state.host).toBe("node1");
    expect(press("<pgdn><up>", three).state.host).toBe("node2");
  });

  test("a selected host stays selected wherever it moves, and one that goes is the first", () => {
    const { state } = press("jj", three);
    const broken = scene([watched("node1"), watched("node2"), withComponents("node3", down("is"))]);
    expect(screen(state, broken).find((line) => line.startsWith(">"))).toContain("node3");
    expect(press("<enter>", broken, state).state.view).toEqual({ t: "host", host: "node3" });
    expect(press("<enter>", scene([watched("a")]), state).state.view).toEqual({ t: "host", host: "a" });
  });

  test("a log is scrolled back to its first line, and not before it", () => {
    const lines = Array.from({ length: 30 }, (_, at) => ({ from: "is", text: `line ${at}`, at: null, bad: false }));
    const of = scene(three.hosts, { pane: { lines, note: null } });
    const { state } = press("l<up><up>", of);
    expect(state.view).toMatchObject({ back: 2 });
    expect(press("<home>", of, state).state.view).toMatchObject({ back: 29 });
    expect(press("<home>G", of, state).state.view).toMatchObject({ back: 0 });
    expect(screen(press("<home>", of, state).state, of).join("\n")).toContain("line 0");
  });

  test("where nothing is shown, keys do nothing", () => {
    for (const keys of ["<enter>", "l", "r", "j", "S"])
      expect(press(keys, scene([])).state).toMatchObject({ view: { t: "fleet" }, confirm: null });
  });
});

describe("orders", () => {
  test("are done once they are confirmed, each once", () => {
    const { state, effects } = press("jr", three);
    expect(effects).toEqual([]);
    expect(state.confirm).toEqual({ kind: "restart", host: "node2", components: [] });
    const yes = press("y", three, state);
    expect(yes.effects).toEqual([{ t: "operate", order: { kind: "restart", host: "node2", components: [] } }]);
    expect(press("yyy", three, state).effects).toHaveLength(1);
  });

  test.each(["n", "<esc>", "<enter>", " ", "q", "r"])("are not done after %j", (key) => {
    const { state, effects } = press(`jr${key}`, three);
    expect(effects).toEqual([]);
    expect(state).toMatchObject({ confirm: null, notice: "Nothing was done." });
  });

  test("are about the component that is selected, in a host and in its log", () => {
    expect(press("<enter>jS", three).state.confirm).toEqual({ kind: "stop", host: "node1", components: ["is"] });
    expect(press("<enter>jj<enter>U", three).state.confirm).toEqual({ kind: "start", host: "node1", components: ["ps"] });
    expect(press("<enter>r", three).state.confirm).toEqual({ kind: "restart", host: "node1", components: [] });
  });

  test("what is pasted asks for nothing and confirms nothing", () => {
    const pasted = (char: string): Key => ({ t: "char", char, together: true });
    const [state, effect] = pressKey(begin(null), pasted("r"), three, 10);
    expect([state.confirm, effect]).toEqual([null, null]);
    expect(state.notice).toContain("press it alone");
    const asked = press("r", three).state;
    expect(pressKey(asked, pasted("y"), three, 10)).toEqual([asked, null]);
  });

  test("one of ours at a time on a host", () => {
    const running = {
      kind: "restart",
      host: "node2",
      components: [name("is")],
      since: NOW,
      text: "",
      stands: "running",
      until: null,
    } as const;
    const of = scene(three.hosts, { asked: [running] });
    expect(press("jr", of).state).toMatchObject({ confirm: null, notice: "The restart of is on node2 is still in progress." });
    expect(press("r", of).state.confirm).toMatchObject({ host: "node1" });
    const ended = scene(three.hosts, { asked: [{ ...running, stands: "done", until: NOW as MonoMs }] });
    expect(press("jr", ended).state.confirm).not.toBeNull();
  });
});

describe("a filter", () => {
  test("counts while it is typed; what cannot be read leaves the last one that could", () => {
    const { state } = press("/2", three);
    expect(screen(state, three).filter((line) => /^[> ] node/.test(line))).toEqual([expect.stringContaining("node2")]);
    const wrong = press("!!", three, state).state;
    expect(wrong.typing).toMatchObject({ text: "2!!", problem: "column 2: no" });
    expect(wrong.filter.text).toBe("2!"); // the first ! is part of a name to this one
    expect(screen(wrong, three).join("\n")).toContain("column 2: no");
    expect(press("<enter>", three, wrong).state.typing).not.toBeNull();
    expect(press("<back><back><enter>", three, wrong).state).toMatchObject({ typing: null, filter: { text: "2" } });
  });

  test("Esc brings the one before back, and later takes it away", () => {
    const kept = press("/node1<enter>", three).state;
    expect(press("/<back>2<esc>", three, kept).state.filter.text).toBe("node1");
    expect(press("<esc>", three, kept).state.filter.names).toBeNull();
    expect(press("/<back><back><back><back><back>", three, kept).state.filter.names).toBeNull();
  });

  test("takes every letter, also those that are keys elsewhere", () => {
    expect(press("/qrSUly?", three).state.typing?.text).toBe("qrSUly?");
  });

  test("of one host there is none", () => {
    expect(press("/", scene([watched("a")]), begin("a")).state).toMatchObject({
      typing: null,
      notice: expect.stringContaining("one host"),
    });
  });
});

test("s goes through all orders and back", () => {
  const orders = ["", "s", "ss", "sss", "ssss", "sssss"].map((keys) => press(keys, three).state.sort);
  expect(orders).toEqual(["problems", "name", "memory", "cpu", "uptime", "problems"]);
});

test("q leaves, and so does Ctrl-C wherever one is; ? shows the keys until the next one", () => {
  expect(press("q", three).effects).toEqual([{ t: "quit" }]);
  for (const keys of ["", "r", "/abc", "?", "l"]) expect(press(`${keys}<c-c>`, three).effects).toEqual([{ t: "interrupt" }]);
  expect(press("?q", three)).toMatchObject({ effects: [], state: { help: false } });
});

test("whatever is pressed, the screen fits, and nothing is done that was not confirmed by a y", () => {
  const key = fc.constantFrom<Key>(
    ...["up", "down", "page-up", "page-down", "home", "end", "enter", "escape", "backspace"].map((t) => ({ t }) as Key),
    ..."qjkgGs/?lerSUyn!,@a1".split("").map((char): Key => ({ t: "char", char, together: false })),
  );
  const hosts = [
    watched("node1"),
    lost("node2"),
    withComponents("node3", down("is"), component("ps", { state: "backoff", ready: false })),
  ];
  const of = scene(hosts, {
    pane: { lines: [{ from: "is", text: "漢字\t\x1b[31m".repeat(40), at: null, bad: false }], note: null },
  });
  fc.assert(
    fc.property(
      fc.array(key, { maxLength: 40 }),
      fc.integer({ min: 1, max: 120 }),
      fc.integer({ min: 1, max: 30 }),
      (keys, columns, rows) => {
        let state = begin(null);
        for (const each of keys) {
          const asked = state.confirm;
          const [next, effect] = pressKey(state, each, of, 10);
          if (effect?.t === "operate") {
            expect(each).toMatchObject({ t: "char", char: "y" });
            expect(effect.order).toBe(asked);
            expect(next.confirm).toBeNull();
          }
          state = next;
          const lines = screen(state, of, columns, rows);
          expect(lines.length).toBeLessThanOrEqual(rows);
        }
      },
    ),
    { numRuns: 60 },
  );
});
