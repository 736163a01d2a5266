import { expect, test } from "vitest";
import { LiveProgress } from "../../../src/cli/render/live-progress.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { ProgressLines } from "../../../src/cli/render/progress.ts";
import type { Progress } from "../../../src/core/operation.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { KeptOutput } from "./fake-terminal.ts";
import { name } from "./samples.ts";

const step = (called: string, changed: Partial<Progress> = {}): Progress => ({
  component: name(called),
  state: "starting",
  ready: false,
  pid: null,
  forMs: 0,
  detail: "",
  ...changed,
});

/** What a terminal shows after all this was written: it knows only how to go up and to wipe downwards. */
function screen(written: string): readonly string[] {
  const lines: string[] = [];
  for (const part of written.split(/(\x1b\[\d+A\x1b\[J|\n)/)) {
    const up = /^\x1b\[(\d+)A/.exec(part);
    if (up !== null) lines.length -= Number(up[1]);
    else if (part !== "\n" && part !== "") lines.push(part);
  }
  return lines;
}

function live(columns = 80) {
  const [out, clock] = [new KeptOutput(columns), new FakeClock()];
  return { out, clock, view: new LiveProgress(out, paintWhere(false), clock), screen: () => screen(out.text) };
}

test("elsewhere than on a terminal there is a line per change, and none for the same again or for what is well all along", () => {
  const out = new KeptOutput();
  const view = new ProgressLines(out);
  view.show(step("well", { state: "running", ready: true }));
  view.show(step("is", { pid: 913 }));
  view.show(step("is", { pid: 913, forMs: 500 }));
  view.show(step("ps", { detail: "waits for is, svg" }));
  view.show(step("is", { state: "running", ready: true, pid: 913 }));
  view.show(step("svg", { state: "backoff", detail: "\x1b[2J" }));
  view.close();
  expect(out.text.split("\n")).toEqual([
    "is: starting (pid 913)",
    "ps: starting, waits for is, svg",
    "is: ready (pid 913)",
    "svg: backoff, \\x1b[2J",
    "",
  ]);
});

test("on a terminal there is a line per component in motion, and the seconds go on by themselves", {
  timeout: 10_000,
}, async () => {
  const { view, clock, screen: shown } = live();
  view.show(step("is", { state: "running", ready: true }));
  view.show(step("svg", { forMs: 1_000 }));
  view.show(step("ps", { detail: "waits for svg" }));
  expect(shown()).toEqual(["svg  starting   1.0s", "ps   starting   0ms      waits for svg"]);
  await clock.advance(3_000);
  expect(shown()).toEqual(["svg  starting   4.0s", "ps   starting   3.0s     waits for svg"]);
  view.show(step("svg", { state: "running", ready: true }));
  view.show(step("ps", { state: "running", detail: "HTTP 503" }));
  expect(shown()).toEqual(["ps  not ready  0ms      HTTP 503"]);
});

test("at the end nothing of it is left, on the screen or in the clock", () => {
  const { view, clock, screen: shown } = live();
  view.show(step("is"));
  view.say("something");
  expect(shown()).toEqual(["something", "is  starting   0ms"]);
  view.close();
  view.close();
  expect(shown()).toEqual(["something"]);
  expect(clock.pending).toBe(0);
});

test("no line is so long that it would wrap, and no screen so full that it would scroll", () => {
  const { view, screen: shown } = live(40);
  view.show(step("is", { detail: "a very long story ".repeat(10) }));
  expect(shown()[0]?.length).toBeLessThan(40);
  for (let i = 0; i < 30; i++) view.show(step(`c${i}`));
  expect(shown()).toHaveLength(12);
  expect(shown().at(-1)).toBe("… and 20 more");
});
