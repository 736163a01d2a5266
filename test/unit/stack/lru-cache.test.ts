import { afterEach, beforeEach, expect, test, vi } from "vitest";

const file = new URL("../../../examples/stack/lib/lru-cache.mjs", import.meta.url);
const { LruCache } = await import(file.href);

const entry = (bytes: number) => ({ body: new Uint8Array(bytes) });

beforeEach(() => vi.useFakeTimers({ toFake: ["performance"] }));
afterEach(() => vi.useRealTimers());

test("drops what was unused longest when it is full", { timeout: 1_000 }, () => {
  const cache = new LruCache({ maxBytes: 30, maxAgeMs: 1_000 });
  for (const key of ["a", "b", "c"]) cache.set(key, entry(10));
  cache.get("a");
  cache.set("d", entry(10));
  expect(["a", "b", "c", "d"].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true, true]);
  expect([cache.size, cache.bytes]).toEqual([3, 30]);
});

test("drops what is too old, at once on being asked for it", { timeout: 1_000 }, () => {
  const cache = new LruCache({ maxBytes: 30, maxAgeMs: 1_000 });
  cache.set("a", entry(10));
  vi.advanceTimersByTime(1_000);
  expect(cache.get("a")).toBeDefined();
  vi.advanceTimersByTime(1);
  expect(cache.get("a")).toBeUndefined();
  expect([cache.size, cache.bytes]).toEqual([0, 0]);
});

test("counts a replaced entry once, and never holds one that is too large", { timeout: 1_000 }, () => {
  const cache = new LruCache({ maxBytes: 30, maxAgeMs: 1_000 });
  cache.set("a", entry(10));
  cache.set("a", entry(20));
  expect([cache.size, cache.bytes]).toEqual([1, 20]);
  cache.set("b", entry(31));
  expect([cache.size, cache.bytes]).toEqual([0, 0]);
});
