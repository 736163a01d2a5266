import { describe, expect, test } from "vitest";
import { type Curve, curveSvg } from "../../../bench/kit/curve-svg.ts";

const T = { timeout: 10_000 };

const CURVE: Curve = {
  title: "status <cold> & quick",
  hosts: [10, 100, 1_000],
  lines: [
    { name: "ours", seconds: [0.1, 0.4, 2.6], mebibytes: [60, 80, 130] },
    { name: "raw", seconds: [0.08, null, 1.5], mebibytes: [45, 50, 60] },
  ],
};

const circles = (svg: string) =>
  [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)] as const);

describe("the scaling curve", () => {
  test("the same figures make the same drawing, and other figures another", T, () => {
    expect(curveSvg(CURVE)).toBe(curveSvg(structuredClone(CURVE)));
    const [ours, raw] = CURVE.lines as [Curve["lines"][number], Curve["lines"][number]];
    expect(curveSvg({ ...CURVE, lines: [{ ...ours, seconds: [0.1, 0.5, 2.6] }, raw] })).not.toBe(curveSvg(CURVE));
  });

  test("a point for each figure and none for what was not measured; to the right and up is more", T, () => {
    const points = circles(curveSvg(CURVE));
    expect(points).toHaveLength(11); // 6 + 5: time first
    const [first, second, third] = points as [(typeof points)[number], (typeof points)[number], (typeof points)[number]];
    expect(second[0] - first[0]).toBeCloseTo(third[0] - second[0], 0); // logarithmic: tenfold is as wide as tenfold
    expect(first[1] > second[1] && second[1] > third[1]).toBe(true);
  });

  test("everything is inside, and words are written as words", T, () => {
    const svg = curveSvg(CURVE);
    const [, width = 0, height = 0] = (/viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []).map(Number);
    for (const [x, y] of circles(svg)) expect(x > 0 && x < width && y > 0 && y < height).toBe(true);
    expect(svg).toContain("status &lt;cold&gt; &amp; quick");
    expect(svg).not.toContain("<cold>");
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });

  test.each<[string, Partial<Curve>]>([
    ["one number of hosts", { hosts: [10], lines: [{ name: "ours", seconds: [1], mebibytes: [50] }] }],
    ["no figure at all", { lines: [{ name: "ours", seconds: [null, null, null], mebibytes: [null, null, null] }] }],
    ["no line", { lines: [] }],
    ["all the same", { lines: [{ name: "ours", seconds: [2, 2, 2], mebibytes: [5, 5, 5] }] }],
  ])("%s can be drawn", T, (_, change) => {
    expect(curveSvg({ ...CURVE, ...change })).not.toMatch(/NaN|Infinity|undefined/);
  });
});
