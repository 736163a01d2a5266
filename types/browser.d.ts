// src/core/clock.ts is for both sides. These are the things in it that browsers have not; the page calls none of them.
declare function setImmediate(act: () => void): unknown;
/** What a timer is in a browser. */
interface Number {
  unref(): void;
}
