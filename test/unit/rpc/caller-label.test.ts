import { Metadata } from "@grpc/grpc-js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CALLER_KEY, encodeLabel, labelOf } from "../../../src/rpc/caller-label.ts";

const said = (label: string): string => {
  const metadata = new Metadata();
  metadata.set(CALLER_KEY, label);
  return labelOf(metadata);
};

test("any name can be sent, and arrives readable and no longer than 100 characters", { timeout: 20_000 }, () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
      const arrived = said(encodeLabel(name)); // Metadata.set throws for what a header cannot carry
      expect(Array.from(arrived).length).toBeLessThanOrEqual(100);
      expect(arrived).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
});

test("a name arrives as it is", () => {
  for (const name of ["alice@jump1", "Jürgen Müller", "100% 東京", "%41"]) expect(said(encodeLabel(name))).toBe(name);
});

test("a name cannot forge a line of a log, or turn the direction of reading", () => {
  expect(said("alice%0A2026-01-01 root stopped everything")).toBe("alice2026-01-01 root stopped everything");
  expect(said(encodeLabel("alice\u202etoor\u2028\u001b[2K"))).toBe("alicetoor[2K");
});

test("a percent sign that encodes nothing is one", () => expect(said("50% of it")).toBe("50% of it"));

test("who says nothing is unknown", () => {
  expect(labelOf(new Metadata())).toBe("unknown (local)");
  expect(said("  ")).toBe("unknown (local)");
  expect(said("%00%07")).toBe("unknown (local)");
});
