import fc from "fast-check";
import { expect, test } from "vitest";
import { TextSearch } from "../../../src/supervisor/probe/text-search.ts";

const TIMEOUT = { timeout: 5_000 };
/** Few letters, so that the text comes up by chance, half or whole. */
const letters = (maxLength: number) => fc.string({ unit: fc.constantFrom("a", "b", "é"), maxLength });

test("finds a text exactly where the first bytes contain it, whatever the pieces", TIMEOUT, () => {
  fc.assert(
    fc.property(letters(4), fc.array(letters(6), { maxLength: 12 }), fc.nat(40), fc.nat(3), (text, pieces, limit, cut) => {
      const whole = Buffer.from(pieces.join(""));
      const search = new TextSearch(text, limit);
      // Cut between bytes, not characters: chunks know nothing of characters.
      for (let at = 0; at < whole.length; at += cut + 1) search.add(whole.subarray(at, at + cut + 1));
      expect(search.found).toBe(whole.subarray(0, limit).includes(Buffer.from(text)));
      expect(search.full).toBe(whole.length >= limit);
      expect(search.over).toBe(search.found || search.full);
    }),
    { numRuns: 1_000 },
  );
});

test("is over as soon as the text has come", TIMEOUT, () => {
  const search = new TextSearch("imageServer", 100);
  search.add(Buffer.from("<pre>imageS"));
  expect([search.found, search.over]).toEqual([false, false]);
  search.add(Buffer.from("erver.version=1"));
  expect([search.found, search.over, search.full]).toEqual([true, true, false]);
});
