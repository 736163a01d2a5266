import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import { linkAbort } from "../../../src/rpc/linked-abort.ts";

test("it aborts with the first of the others, and with its reason", () => {
  const [one, two] = [new AbortController(), new AbortController()];
  const link = linkAbort(one.signal, two.signal);
  two.abort("second");
  one.abort("first");
  expect(link.signal.reason).toBe("second");
});

test("one that has aborted already counts", () => {
  expect(linkAbort(new AbortController().signal, AbortSignal.abort("before")).signal.reason).toBe("before");
});

test("once released it leaves nothing behind, and follows no more", () => {
  const long = new AbortController();
  for (let calls = 0; calls < 100; calls += 1) linkAbort(long.signal).release();
  const link = linkAbort(long.signal);
  expect(getEventListeners(long.signal, "abort")).toHaveLength(1);
  link.release();
  expect(getEventListeners(long.signal, "abort")).toHaveLength(0);
  long.abort("late");
  expect(link.signal.aborted).toBe(false);
});
