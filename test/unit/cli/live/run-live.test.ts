import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Choices } from "../../../../src/cli/choices.ts";
import type { LiveWorld } from "../../../../src/cli/live/live-world.ts";
import { runLive } from "../../../../src/cli/live/run-live.ts";
import { paintWhere } from "../../../../src/cli/render/paint.ts";
import { Interrupted } from "../../../../src/cli/terminal.ts";
import { systemClock } from "../../../../src/core/clock.ts";
import { seconds } from "../../../../src/core/duration.ts";
import { localCaller } from "../../../../src/core/host-service.ts";
import { fakeTerminal } from "../fake-terminal.ts";
import { component, hostStatus } from "../samples.ts";
import { FakeSource, stamp } from "../watch/fake-source.ts";

const LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";

function rig() {
  const interrupt = new AbortController();
  const source = new FakeSource("node3");
  const { terminal, stderr } = fakeTerminal({ clock: systemClock, interrupted: interrupt.signal });
  const paint = paintWhere(false);
  const context = { choices: {} as Choices, terminal, paint: { stdout: paint, stderr: paint } };
  const raw: boolean[] = [];
  const keys = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (on: boolean) => void raw.push(on),
    ref() {},
    unref() {},
  });
  let written = "";
  const display = Object.assign(new EventEmitter(), {
    columns: 60,
    rows: 12,
    write: (text: string) => {
      written += text;
    },
  });
  const exits: (() => void)[] = [];
  const screen = { keys, display, onExit: (act: () => void) => void exits.push(act) } as never;
  const world: LiveWorld = {
    title: "fleet",
    sources: [source],
    clock: systemClock,
    concurrency: 8,
    firstWordWithin: seconds(15),
    callContext: (signal) => ({ caller: localCaller("alice"), signal }),
    expectedHost: (host) => host,
    match: () => ({ names: null }),
    open: () => Promise.reject(new Error("nobody expected that")),
    operate: (_, signal) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  };
  const shown = async (text: string) => {
    for (let tries = 0; !written.includes(text); tries++) {
      if (tries > 500) throw new Error(`it was never shown: ${text}\n${JSON.stringify(written)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  return {
    run: () => runLive(world, [], screen, context),
    keys,
    display,
    exits,
    interrupt,
    source,
    shown,
    raw,
    stderr,
    written: () => written,
  };
}

async function live() {
  const here = rig();
  const ended = here.run();
  await here.shown("connecting");
  for (let tries = 0; here.source.streams.length === 0; tries++) {
    expect(tries).toBeLessThan(500);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  here.source.stream.say({ ...stamp(1), t: "snapshot", status: hostStatus([component("is")]) });
  await here.shown("> Supervisor");
  return { ...here, ended };
}

describe("the whole screen", () => {
  test("q leaves it with 0, and the terminal as it was", async () => {
    const { ended, keys, written, raw, source } = await live();
    expect(raw).toEqual([true]);
    keys.write("q");
    expect(await ended).toBe(0);
    expect(written().endsWith(LEAVE)).toBe(true);
    expect(raw.at(-1)).toBe(false);
    expect(source.open_).toBe(0);
  });

  test("Ctrl-C is 130, SIGTERM 143", async () => {
    const one = await live();
    one.keys.write("\x03");
    expect(await one.ended).toBe(130);
    const other = await live();
    other.interrupt.abort(new Interrupted("SIGTERM"));
    expect(await other.ended).toBe(143);
    expect(other.written().endsWith(LEAVE)).toBe(true);
  });

  test("another size is drawn anew", async () => {
    const { ended, keys, display, shown } = await live();
    Object.assign(display, { columns: 100, rows: 30 });
    display.emit("resize");
    await shown("\x1b[30;1H");
    keys.write("q");
    await ended;
    expect(display.listenerCount("resize")).toBe(0);
  });

  test("what cannot be drawn ends it, with the error, and the terminal as it was", async () => {
    const { ended, display, written } = await live();
    Object.defineProperty(display, "columns", {
      get: () => {
        throw new Error("no terminal");
      },
    });
    display.emit("resize");
    await expect(ended).rejects.toThrow("no terminal");
    expect(written().endsWith(LEAVE)).toBe(true);
  });

  test("where the process ends by itself, the terminal is as it was", async () => {
    const { exits, written, ended, keys } = await live();
    for (const exit of exits) exit();
    expect(written().endsWith(LEAVE)).toBe(true);
    keys.write("q");
    await ended;
  });

  test("what was asked for and goes on is said once it was left", async () => {
    const { keys, ended, shown, stderr } = await live();
    keys.write("r");
    await shown("y = yes");
    keys.write("y");
    await shown("asked");
    keys.write("q");
    expect(await ended).toBe(0);
    expect(stderr.text).toBe("the restart of everything on node3 goes on there; see: ImageServing status\n");
  });
});
