import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countOf, type Message, messageEnvironment, messageJson, messageText } from "../../../../src/agent/notify/message.ts";
import { MOST_QUEUED, Sender } from "../../../../src/agent/notify/sender.ts";
import { ms, seconds } from "../../../../src/core/duration.ts";
import type { NotificationConfig } from "../../../../src/core/notification.ts";
import { FakeClock } from "../../../helpers/fake-clock.ts";
import { asked, config, happening, named, told } from "./samples.ts";

const timeout = 10_000;
const never = new AbortController().signal;

/** A sender whose attempts are answered by `answer`; null: it got through. */
function rig(
  over: Partial<NotificationConfig> = {},
  answer: (attempts: number) => string | null | Promise<string | null> = () => null,
) {
  const clock = new FakeClock();
  const sent: Message[] = [];
  const through: Message[] = [];
  const logged: object[] = [];
  const keep = (facts: object, message: string) => void logged.push({ ...facts, message });
  const sender = new Sender(config(over), {
    clock,
    log: { info: keep, warn: keep, error: keep },
    agentLife: "life",
    host: () => "node3",
    random: () => 0,
    attempt: async (message, signal) => {
      sent.push(message);
      const why = await answer(sent.length);
      signal.throwIfAborted();
      if (why === null) through.push(message);
      return why;
    },
  });
  return { clock, sender, sent, through, logged };
}

const texts = (messages: readonly Message[]) => messages.map(messageText);

test("what it is for is sent, in order; nothing else is", { timeout }, async () => {
  const { clock, sender, sent } = rig({ on: ["failed", "recovered"], components: [named("is")] });
  sender.offer(happening(1, told("crashed")));
  sender.offer(happening(2, told("failed"), told("crashed")));
  sender.offer(happening(3, told("failed", { component: named("ps") })));
  sender.offer(happening(4, told("recovered", { what: "running and ready again" })));
  await clock.settle();
  expect(texts(sent)).toEqual(["is on node3: failed: killed", "is on node3: running and ready again"]);
  expect(clock.pending).toBe(0);
});

test("of one change that is several things, the first that it is for", { timeout }, async () => {
  const { clock, sender, sent } = rig({ on: ["crashed"] });
  sender.offer(happening(1, told("failed"), told("crashed")));
  await clock.settle();
  expect(sent.map(({ matter }) => matter.t === "told" && matter.told.event)).toEqual(["crashed"]);
});

test("one that failed is tried again, ever later, and then given up: the log and a warning say so", { timeout }, async () => {
  const { clock, sender, sent, logged } = rig({ retries: 2 }, () => "POST http://a: refused");
  sender.offer(happening(1));
  await clock.settle();
  expect(sent.length).toBe(1);
  await clock.advance(999);
  expect(sent.length).toBe(1);
  await clock.advance(1);
  expect(sent.length).toBe(2);
  await clock.advance(1_999);
  expect(sent.length).toBe(2);
  expect(sender.warnings).toEqual([]);
  await clock.advance(1);
  expect(sent.length).toBe(3);
  expect(clock.pending).toBe(0);
  expect(logged).toEqual([
    { notification: "pager", why: "POST http://a: refused", attempts: 3, message: "a notification was not delivered" },
  ]);
  expect(sender.warnings).toEqual(["notification pager failed once since 2026-01-01T12:00:03.000Z: POST http://a: refused"]);
  expect(sender.figures).toMatchObject({ delivered: 0, failed: 1, lost: 1 });
});

test("what was lost is said in the next that gets through, and then no more", { timeout }, async () => {
  let up = false;
  const { clock, sender, through } = rig({ retries: 0 }, () => (up ? null : "refused"));
  for (let at = 1; at <= 3; at++) sender.offer(happening(at));
  await clock.settle();
  expect(sender.warnings[0]).toContain("failed 3 times since");
  up = true;
  for (let at = 4; at <= 5; at++) sender.offer(happening(at));
  await clock.settle();
  expect(through.map(({ lost }) => lost)).toEqual([3, 0]);
  expect(texts(through)[0]).toBe("is on node3: crashed: killed (3 before this were not delivered)");
  expect(sender.warnings).toEqual([]);
});

test("while one is under way others wait, a bounded number of them, and the oldest goes", { timeout }, async () => {
  let release = (_: null) => {};
  const first = new Promise<null>((resolve) => {
    release = resolve;
  });
  const { clock, sender, through } = rig({ rate: { most: 1_000, per: seconds(1) } }, (n) => (n === 1 ? first : null));
  for (let at = 1; at <= MOST_QUEUED + 31; at++) sender.offer(happening(at));
  await clock.settle();
  expect(sender.figures).toMatchObject({ waiting: MOST_QUEUED, lost: 30 });
  release(null);
  await clock.settle();
  expect(through.length).toBe(MOST_QUEUED + 1);
  expect(through.map(({ lost }) => lost).reduce((sum, lost) => sum + lost, 0)).toBe(30);
  const sequences = through.map(({ matter }) => (matter.t === "told" ? matter.sequence : 0));
  expect(sequences).toEqual([1, ...Array.from({ length: MOST_QUEUED }, (_, at) => at + 32)]);
});

test("what is beyond the rate is summed up when the next may be sent", { timeout }, async () => {
  const { clock, sender, sent } = rig({ rate: { most: 2, per: seconds(60) } });
  for (let at = 1; at <= 5; at++) sender.offer(happening(at, told(at === 5 ? "recovered" : "crashed")));
  await clock.advance(59_999);
  expect(sent.length).toBe(2);
  expect(sender.figures.held).toBe(3);
  await clock.advance(1);
  expect(texts(sent)[2]).toBe("node3: 3 more things happened: 2 crashed, 1 recovered");
  expect(JSON.parse(messageJson(sent[2] as Message))).toMatchObject({
    event: "summary",
    sequence: 5,
    component: null,
    summary: {
      count: 3,
      components: ["is"],
      texts: [...Array(2).fill("is on node3: crashed: killed"), "is on node3: recovered: killed"],
    },
  });
  expect(sender.figures.held).toBe(0);
  sender.offer(happening(6));
  await clock.settle();
  expect(sent.length).toBe(4);
  expect(clock.pending).toBe(0);
});

test("no length of time has more messages than it may, summaries counted", { timeout: 30_000 }, () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.nat(300), { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), async (gaps, most) => {
      const { clock, sender, sent } = rig({ rate: { most, per: seconds(1) } });
      const times: number[] = [];
      const look = () => {
        while (times.length < sent.length) times.push(clock.now());
      };
      for (const [at, gap] of gaps.entries()) {
        for (let rest = gap; rest > 0; rest -= Math.min(rest, 10)) {
          await clock.advance(Math.min(rest, 10));
          look();
        }
        sender.offer(happening(at + 1));
        await clock.settle();
        look();
      }
      // A message is seen up to 10 ms after it was sent.
      for (const from of times) expect(times.filter((at) => at >= from && at < from + 990).length).toBeLessThanOrEqual(most);
    }),
    { numRuns: 30 },
  ),
);

test("everything is told, or counted as lost, and no length of time has too much of it", { timeout: 30_000 }, () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(400), { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 80 }),
      async (gaps, most, answers) => {
        const { clock, sender, sent, through } = rig({ retries: 1, rate: { most, per: seconds(1) } }, (n) =>
          answers[n - 1] === false ? "refused" : null,
        );
        const times: number[] = [];
        for (const [at, gap] of gaps.entries()) {
          await clock.advance(gap);
          sender.offer(happening(at + 1));
        }
        await clock.advance(200_000);
        for (const { matter } of through) times.push(countOf(matter));
        const toldOf = times.reduce((sum, count) => sum + count, 0);
        expect(toldOf + sender.figures.lost).toBe(gaps.length);
        expect(sender.figures).toMatchObject({ held: 0, waiting: 0, delivered: through.length });
        expect(through.reduce((sum, { lost }) => sum + lost, 0)).toBeLessThanOrEqual(sender.figures.lost);
        expect(sent.length).toBeLessThanOrEqual(2 * gaps.length);
        expect(clock.pending).toBe(0);
      },
    ),
    { numRuns: 40 },
  ),
);

describe("the end", () => {
  test("what waits has a little time, and no more", { timeout }, async () => {
    const { clock, sender, sent, logged } = rig({ retries: 5 }, () => "refused");
    sender.offer(happening(1));
    sender.offer(happening(2));
    await clock.settle();
    const closed = sender.close(ms(1_000));
    await clock.advance(1_000);
    await closed;
    expect(sent.length).toBeGreaterThanOrEqual(1);
    expect(clock.pending).toBe(0);
    expect(logged).toContainEqual({ notification: "pager", waiting: 1, message: "notifications are given up" });
    sender.offer(happening(3));
    await clock.advance(10_000);
    expect(sent.every(({ matter }) => matter.t === "told" && matter.sequence < 3)).toBe(true);
  });

  test("what was held back is told at once", { timeout }, async () => {
    const { clock, sender, sent } = rig({ rate: { most: 1, per: seconds(60) } });
    sender.offer(happening(1));
    sender.offer(happening(2));
    await clock.settle();
    await sender.close(ms(1_000));
    expect(texts(sent)).toEqual(["is on node3: crashed: killed", "node3: 1 more thing happened: 1 crashed"]);
    expect(clock.pending).toBe(0);
  });
});

describe("a trial", () => {
  test("is sent at once and once, whatever the rate", { timeout }, async () => {
    const { clock, sender, sent } = rig({ rate: { most: 1, per: seconds(60) }, retries: 3 }, (n) => (n === 1 ? null : "refused"));
    sender.offer(happening(1));
    await clock.settle();
    const trial = await sender.trial("alice", never);
    expect(trial).toEqual({ name: "pager", ok: false, attempts: 1, durationMs: 0, message: "refused" });
    expect(texts(sent).at(-1)).toBe("node3: a trial of notification pager, asked for by alice");
    expect(sender.warnings).toEqual([]);
  });

  test("that got through says where, and nothing of the address that may be secret", { timeout }, async () => {
    const way = {
      kind: "http",
      url: "https://hooks.example.com/T0/SECRET?token=t",
      method: "POST",
      status: null,
      timeout: seconds(1),
    } as const;
    const { sender } = rig({ way });
    expect((await sender.trial("alice", never)).message).toBe("POST https://hooks.example.com took it");
  });
});

test("a message as JSON and as environment", () => {
  const operation = asked("restart");
  const message: Message = {
    host: "node3",
    notification: "pager",
    agentLife: "life",
    lost: 0,
    matter: { t: "told", sequence: 7, told: told("crashed", { operation, reason: `a\0${"b".repeat(10_000)}` }) },
  };
  expect(JSON.parse(messageJson(message))).toMatchObject({
    schemaVersion: 1,
    notification: "pager",
    event: "crashed",
    host: "node3",
    component: "is",
    title: "Image Server",
    text: "is on node3: crashed: killed",
    at: "2026-01-01T12:00:00.000Z",
    from: { state: "running", ready: true },
    to: { state: "backoff", ready: false },
    exit: { code: null, signal: "SIGKILL", expected: false },
    operation: { id: "op-1", kind: "restart", by: "alice" },
    summary: null,
    lost: 0,
    sequence: 7,
    agentLife: "life",
  });
  const env = messageEnvironment(message);
  expect(env).toMatchObject({
    IMAGESERVING_EVENT: "crashed",
    IMAGESERVING_COMPONENT: "is",
    IMAGESERVING_TO: "backoff",
    IMAGESERVING_READY: "false",
    IMAGESERVING_EXIT_CODE: "",
    IMAGESERVING_EXIT_SIGNAL: "SIGKILL",
    IMAGESERVING_BY: "alice",
  });
  expect(env.IMAGESERVING_REASON).toBe(`a${"b".repeat(8_191)}`);
});
