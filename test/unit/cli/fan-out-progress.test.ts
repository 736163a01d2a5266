import { expect, test } from "vitest";
import { displayWidth } from "../../../src/cli/render/display-width.ts";
import { chooseFanOut, FanOutLines, LiveFanOut } from "../../../src/cli/render/fan-out-progress.ts";
import { paintWhere } from "../../../src/cli/render/paint.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { choicesFor } from "./choices-for.ts";
import { fakeTerminal, KeptOutput } from "./fake-terminal.ts";
import { names } from "./fleet-samples.ts";

const timeout = 10_000;

function live(total: number, columns = 80) {
  const [out, clock] = [new KeptOutput(columns), new FakeClock()];
  const view = new LiveFanOut(out, paintWhere(false), clock, total);
  return { out, clock, view, screen: () => screen(out.text) };
}

/** What a terminal shows after all this was written: it knows only how to go up and to wipe downwards. */
function screen(written: string): readonly string[] {
  const lines: string[] = [];
  for (const part of written.split(/(\x1b\[1A\x1b\[J|\n)/)) {
    if (part === "\x1b[1A\x1b[J") lines.length -= 1;
    else if (part !== "\n" && part !== "") lines.push(part);
  }
  return lines;
}

test("what is quick leaves no trace", { timeout }, async () => {
  const { out, clock, view } = live(2);
  view.begun("node01");
  await clock.advance(299);
  view.ended("node01", "ok");
  view.close();
  await clock.advance(10_000);
  expect(out.text).toBe("");
  expect(clock.pending).toBe(0);
});

test("one line tells how far it is and who is waited for, and goes on by itself", { timeout }, async () => {
  const { clock, view, screen: shown } = live(200);
  for (const name of names(150)) view.begun(name);
  for (const name of names(140)) view.ended(name, "ok");
  view.ended("node141", "failed");
  view.ended("node142", "unreachable");
  view.ended("node143", "unreachable");
  await clock.advance(300);
  expect(shown()).toEqual(["[███████░░░] 143/200  ok 140  failed 1  unreachable 2  waits for 7: node[144-1…"]);
  for (const name of names(148).slice(143)) view.ended(name, "ok");
  await clock.advance(100);
  expect(shown()).toEqual(["[███████░░░] 148/200  ok 145  failed 1  unreachable 2  waits for 2: node[149-1…"]);
});

test("names are folded, and cut to the width; their number stays", { timeout }, async () => {
  const { clock, view, screen: shown } = live(20);
  for (const name of names(19)) view.begun(name);
  await clock.advance(300);
  expect(shown()).toEqual(["[░░░░░░░░░░] 0/20  ok 0  waits for 19: node[01-19]"]);
  const narrow = live(20, 40);
  for (const name of names(19)) narrow.view.begun(name);
  await narrow.clock.advance(300);
  expect(narrow.screen().every((line) => displayWidth(line) < 40)).toBe(true);
});

test("what is printed in between stands above it, and at the end nothing of it is left", { timeout }, async () => {
  const { out, clock, view, screen: shown } = live(2);
  view.begun("node01");
  await clock.advance(300);
  view.print(() => out.write("node02 is done\n"));
  expect(shown()).toEqual(["node02 is done"]);
  await clock.advance(100);
  expect(shown()).toEqual(["node02 is done", "[░░░░░░░░░░] 0/2  ok 0  waits for node01"]);
  view.close();
  view.close();
  await clock.advance(1_000);
  expect(shown()).toEqual(["node02 is done"]);
  expect(clock.pending).toBe(0);
});

test("nothing is written where nothing has changed", { timeout }, async () => {
  const { out, clock, view } = live(2);
  view.begun("node01");
  await clock.advance(300);
  const before = out.text;
  await clock.advance(5_000);
  expect(out.text).toBe(before);
  view.close();
});

test("elsewhere than on a terminal a line is written every few seconds, while it is not over", { timeout }, async () => {
  const [out, clock] = [new KeptOutput(), new FakeClock()];
  const view = new FanOutLines(out, clock, 3);
  for (const name of names(3)) view.begun(name);
  view.ended("node02", "ok");
  await clock.advance(5_000);
  view.ended("node01", "unknown");
  await clock.advance(5_000);
  view.close();
  await clock.advance(60_000);
  expect(out.text.split("\n")).toEqual([
    "1 of 3 hosts: 1 ok; waits for 2: node[01,03]",
    "2 of 3 hosts: 1 ok, 1 unknown; waits for node03",
    "",
  ]);
  expect(clock.pending).toBe(0);
});

test("it is redrawn on a terminal that can, written in lines elsewhere, and not at all where silence is wanted", () => {
  const plain = paintWhere(false);
  const choose = (line: string, isTerminal: boolean, term: string) => {
    const stderr = new KeptOutput(isTerminal ? 80 : null);
    const { terminal } = fakeTerminal({ stderr, env: { TERM: term } });
    const view = chooseFanOut({ choices: choicesFor(line, terminal), terminal, paint: { stdout: plain, stderr: plain } }, 2);
    view.close();
    return view;
  };
  expect(choose("", true, "xterm")).toBeInstanceOf(LiveFanOut);
  expect(choose("", true, "dumb")).toBeInstanceOf(FanOutLines);
  expect(choose("", false, "xterm")).toBeInstanceOf(FanOutLines);
  expect([LiveFanOut, FanOutLines].some((kind) => choose("--quiet", true, "xterm") instanceof kind)).toBe(false);
});
