import { expect, test } from "vitest";
import { eventually, Home, played } from "../helpers/home.ts";

const timeout = 90_000;
const SECOND = 1_000;

/** The moment that a text names behind these words, of today. */
function momentIn(text: string, before: RegExp): Date {
  const [, time] = new RegExp(`${before.source} (\\d\\d:\\d\\d:\\d\\d)`).exec(text) ?? [];
  const [hours = 0, minutes = 0, seconds = 0] = (time ?? "").split(":").map(Number);
  const moment = new Date();
  moment.setHours(hours, minutes, seconds, 0);
  return moment;
}

test("a component is killed by SIGKILL: why names the signal and the time, within a second", { timeout }, async () => {
  await using home = new Home({ is: played("", { restart: { policy: "never" } }) });
  await home.agent();
  await home.do("start");
  const { is: pid } = await home.pids();
  const killed = Date.now();
  process.kill(pid as number, "SIGKILL");
  const [text, json] = await eventually(async () => {
    const [
      {
        components: [is],
      },
    ] = [await home.now()];
    return is?.state === "failed" ? await Promise.all([home.run("why", "is"), home.run("why", "is", "-o", "json")]) : null;
  }, "the end of is");
  expect([text.code, json.code]).toEqual([3, 3]);
  expect(text.stdout).toMatch(/^is on \S+: failed since \d\d:\d\d:\d\d \([^)]+\), and is not tried again\n/);
  expect(text.stdout).toContain("killed by SIGKILL, not by us");
  expect(text.stdout).toContain("start of everything by test at ");
  expect(text.stdout).toContain("hello from is"); // the last lines of its log
  // The text has whole seconds, rounded down.
  const named = momentIn(text.stdout, /happened +at/);
  expect(Math.abs(named.getTime() - Math.floor(killed / SECOND) * SECOND)).toBeLessThanOrEqual(SECOND);
  const [{ lastExit, verdict, endsInLastHour }] = JSON.parse(json.stdout).hosts;
  expect({ verdict, endsInLastHour, signal: lastExit.signal, expected: lastExit.expected }).toEqual({
    verdict: "trouble",
    endsInLastHour: 1,
    signal: "SIGKILL",
    expected: false,
  });
  expect(Math.abs(Date.parse(lastExit.at) - killed)).toBeLessThan(SECOND);

  const events = await home.run("events", "is", "-o", "jsonl");
  const told = events.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const end = told.find(({ exit }) => exit !== null);
  expect(end).toMatchObject({ pid, exit: { signal: "SIGKILL" } });
  expect(Math.abs(Date.parse(end.at) - killed)).toBeLessThan(SECOND);
});

test("it is restarted at once: it is well again, and what was before is told", { timeout }, async () => {
  await using home = new Home({ is: played() });
  await home.agent();
  await home.do("start");
  const { is: pid } = await home.pids();
  process.kill(pid as number, "SIGKILL");
  await eventually(async () => {
    const [is] = (await home.now()).components;
    return is?.ready === true && is.pid !== pid;
  }, "is, ready again");
  const { code, stdout } = await home.run("why", "is");
  expect(code).toBe(0);
  expect(stdout).toContain("running and ready again since");
  expect(stdout).toMatch(/before that, at \d\d:\d\d:\d\d \([^)]+\): killed by SIGKILL/);
});
