import fc from "fast-check";
import { expect, test } from "vitest";
import { FILLER_MIN, makeFiller, NONCE_DIGITS, readFiller } from "../../../src/supervisor/log/filler.ts";

const nonce = fc.stringMatching(new RegExp(`^[0-9a-f]{${NONCE_DIGITS}}$`));
const length = fc.integer({ min: FILLER_MIN, max: 9_000 });

test("a filler is one blank line of exactly its length, and tells its nonce, whatever follows", { timeout: 10_000 }, () => {
  fc.assert(
    fc.property(nonce, length, fc.uint8Array({ maxLength: 40 }), (nonce, length, rest) => {
      const filler = makeFiller(length, nonce);
      expect(filler.toString()).toMatch(/^[ \t]+\n$/);
      expect(filler.length).toBe(length);
      expect(readFiller(Buffer.concat([filler, rest]))).toEqual({ length, nonce });
    }),
  );
});

test("nothing else is taken for one: blank lines, a filler without its end, or one that is followed by text", {
  timeout: 10_000,
}, () => {
  const filler = makeFiller(200, "0123456789ab");
  for (let end = 0; end < 200; end++) expect(readFiller(filler.subarray(0, end))).toBeNull();
  const spoilt = Buffer.from(filler);
  spoilt[150] = 0x78;
  expect(readFiller(spoilt)).toBeNull();
  fc.assert(
    fc.property(fc.stringMatching(/^[ \t]{0,80}\n/), (blank) => {
      expect(readFiller(Buffer.from(blank))).toBeNull();
    }),
  );
});
