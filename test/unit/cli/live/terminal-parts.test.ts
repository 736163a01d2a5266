import type { Key as InkKey } from "ink";
import { describe, expect, test } from "vitest";
import { Canvas } from "../../../../src/cli/live/canvas.ts";
import { readKeys } from "../../../../src/cli/live/read-keys.ts";
import { sparkline } from "../../../../src/cli/live/sparkline.ts";

const NONE = { ctrl: false, meta: false } as InkKey;

describe("keys", () => {
  test.each([
    ["j", NONE, [{ t: "char", char: "j", together: false }]],
    [
      "jk",
      NONE,
      [
        { t: "char", char: "j", together: true },
        { t: "char", char: "k", together: true },
      ],
    ],
    ["a\r", NONE, [{ t: "char", char: "a", together: true }, { t: "enter" }]],
    ["\x7f\x7f", NONE, [{ t: "backspace" }, { t: "backspace" }]],
    ["x\x03", NONE, [{ t: "char", char: "x", together: true }, { t: "interrupt" }]],
    ["c", { ...NONE, ctrl: true }, [{ t: "interrupt" }]],
    ["r", { ...NONE, ctrl: true }, []],
    ["r", { ...NONE, meta: true }, [{ t: "escape" }, { t: "char", char: "r", together: true }]],
    ["", { ...NONE, upArrow: true }, [{ t: "up" }]],
    ["", { ...NONE, rightArrow: true }, [{ t: "enter" }]],
    ["", { ...NONE, escape: true, meta: true }, [{ t: "escape" }]],
    ["", { ...NONE, delete: true }, [{ t: "backspace" }]],
    [
      "é漢",
      NONE,
      [
        { t: "char", char: "é", together: true },
        { t: "char", char: "漢", together: true },
      ],
    ],
    ["\x00\x1b", NONE, []],
  ])("%j", (input, key, expected) => {
    expect(readKeys(input, key as InkKey)).toEqual(expected);
  });
});

describe("a canvas", () => {
  const rig = () => {
    const written: string[] = [];
    const display = { columns: 10, rows: 3, write: (text: string) => written.push(text) };
    const canvas = new Canvas(display);
    return { canvas, display, take: () => written.splice(0).join("") };
  };

  test("has a screen of its own, without cursor and wrapping, and gives it back once", () => {
    const { canvas, take } = rig();
    expect(take()).toBe("\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J");
    canvas.leave();
    canvas.leave();
    canvas.write("late");
    canvas.forget();
    expect(take()).toBe("\x1b[?7h\x1b[?25h\x1b[?1049l");
  });

  test("draws the lines that differ, each at its place, and no more than there are", () => {
    const { canvas, take } = rig();
    take();
    canvas.write("a\nb\nc\nd");
    expect(take()).toBe("\x1b[?2026h\x1b[1;1H\x1b[2Ka\x1b[2;1H\x1b[2Kb\x1b[3;1H\x1b[2Kc\x1b[?2026l");
    canvas.write("a\nB\nc");
    expect(take()).toBe("\x1b[?2026h\x1b[2;1H\x1b[2KB\x1b[?2026l");
    canvas.write("a\nB\nc");
    expect(take()).toBe("");
    canvas.write("a");
    expect(take()).toBe("\x1b[?2026h\x1b[2;1H\x1b[2K\x1b[3;1H\x1b[2K\x1b[?2026l");
  });

  test("draws everything after its size has changed", () => {
    const { canvas, take } = rig();
    canvas.write("a");
    take();
    canvas.forget();
    canvas.write("a");
    expect(take()).toBe("\x1b[2J\x1b[?2026h\x1b[1;1H\x1b[2Ka\x1b[?2026l");
  });

  test("a terminal that does not know its size has the usual one", () => {
    const { canvas, display } = rig();
    expect([canvas.columns, canvas.rows]).toEqual([10, 3]);
    Object.assign(display, { columns: 0, rows: 0 });
    expect([canvas.columns, canvas.rows]).toEqual([80, 24]);
  });
});

test("a sparkline has the scale of its figures; what hardly varies is level", () => {
  expect(sparkline([1], 8)).toBe("");
  expect(sparkline([5, 5, 5], 8)).toBe("▄▄▄");
  expect(sparkline([100, 100.4, 100.2], 8)).toBe("▄▄▄");
  expect(sparkline([0, 0, 100], 8)).toBe("▁▁▇");
  expect(sparkline([100, 110, 120, 130], 8)).toMatch(/^[▁▂▃][▃▄][▅▆][▆▇█]$/);
  expect(sparkline([1, 2, 3, 4], 2)).toHaveLength(2);
  expect(sparkline([0, 0], 8)).toHaveLength(2);
});
