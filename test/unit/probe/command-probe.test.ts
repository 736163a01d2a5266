import { getEventListeners } from "node:events";
import { describe, expect, test } from "vitest";
import { ms } from "../../../src/core/duration.ts";
import type { CommandEnd, RunCommand } from "../../../src/supervisor/probe/inquiry.ts";
import { attempt } from "../../../src/supervisor/probe/probe.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";

const TIMEOUT = { timeout: 5_000 };
const COMMAND = ["/usr/bin/check", "-q"] as const;

function trying(runCommand: RunCommand, clock = new FakeClock()) {
  const caller = new AbortController();
  const result = attempt({ kind: "command", command: COMMAND }, { timeout: ms(5_000), clock, signal: caller.signal, runCommand });
  const clean = () => [clock.pending, getEventListeners(caller.signal, "abort").length];
  return { clock, caller, result, clean };
}

const ended = async (end: Partial<CommandEnd>) => {
  const { result, clean } = trying(async () => ({ code: null, signal: null, output: "", ...end }));
  const found = await result;
  expect(clean()).toEqual([0, 0]);
  return found.ok ? found : found.why;
};

describe("a command probe", TIMEOUT, () => {
  test("holds where the program exits 0, whatever it says", async () => {
    expect(await ended({ code: 0, output: "warning\n" })).toEqual({ ok: true, tookMs: 0 });
  });

  test("says how the program ended, with the last line of what it said", async () => {
    expect(await ended({ code: 3, output: "one\ntwo: no licence\r\n\n  \n" })).toBe("probe command exited 3: two: no licence");
    expect(await ended({ code: 1 })).toBe("probe command exited 1");
    expect(await ended({ signal: "SIGSEGV", output: "oh" })).toBe("probe command was killed by SIGSEGV: oh");
    expect(await ended({})).toBe("probe command ended, exit status not known");
  });

  test("keeps colours and control characters away from the terminal", async () => {
    expect(await ended({ code: 1, output: "\u001b[31mred\u001b[0m\u0007 \u0000end\u009b" })).toBe(
      "probe command exited 1: red end",
    );
  });

  test("says that the program could not be run", async () => {
    const missing: RunCommand = () => Promise.reject(new Error("spawn /usr/bin/check ENOENT"));
    const { result } = trying(missing);
    expect(await result).toEqual({ ok: false, why: "probe command could not be run: spawn /usr/bin/check ENOENT" });
    const broken: RunCommand = () => {
      throw new Error("no such user");
    };
    expect(await trying(broken).result).toEqual({ ok: false, why: "probe command could not be run: no such user" });
  });

  test("is given the command and measured by the clock", async () => {
    const clock = new FakeClock();
    let given: readonly string[] = [];
    const runCommand: RunCommand = (command) => {
      given = command;
      return new Promise((resolve) => clock.after(ms(700), () => resolve({ code: 0, signal: null, output: "" })));
    };
    const { result } = trying(runCommand, clock);
    await clock.advance(700);
    expect(await result).toEqual({ ok: true, tookMs: 700 });
    expect(given).toEqual(COMMAND);
  });

  test("kills a program that is over its time, and does not wait for its end", async () => {
    let killed: AbortSignal | null = null;
    const { clock, result, clean } = trying((_command, { signal }) => {
      killed = signal;
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("killed"))));
    });
    await clock.advance(4_999);
    expect(killed).toMatchObject({ aborted: false });
    await clock.advance(1);
    expect(killed).toMatchObject({ aborted: true });
    expect(await result).toEqual({ ok: false, why: "probe command did not end within 5s" });
    expect(clean()).toEqual([0, 0]);
  });

  test("an abort kills the program at once", async () => {
    const { caller, result, clean } = trying(
      (_command, { signal }) => new Promise((_, reject) => signal.addEventListener("abort", reject)),
    );
    caller.abort();
    expect(await result).toEqual({ ok: false, why: "the probe was cancelled" });
    expect(clean()).toEqual([0, 0]);
  });
});
