import { expect, test } from "vitest";
import { aimedAt, aimOf } from "../../../src/cli/fleet/aim.ts";
import { hostFault } from "../../../src/cli/fleet/host-fault.ts";
import { bytesSpan, countSpan, durationSpan, percentSpan, tookSpan } from "../../../src/cli/render/span-text.ts";
import { FaultError } from "../../../src/core/fault.ts";

const usual = aimOf({ home: null, inventory: null, context: null }, undefined);
const span = (least: number, most = least) => ({ least, most });

test("spans are short, in one unit where they can be, and one figure where they are one", () => {
  expect(durationSpan(span(271_490))).toBe("3d 3h");
  expect(durationSpan(span(271_490, 360_000))).toBe("3d–4d");
  expect(durationSpan(span(271_490, 271_900))).toBe("3d");
  expect(durationSpan(span(12, 7_300))).toBe("12s–2h");
  expect(bytesSpan(span(913e6))).toBe("913 MB");
  expect(bytesSpan(span(913e6, 1.08e9))).toBe("0.9–1.1 GB");
  expect(bytesSpan(span(900e6, 904e6))).toBe("900–904 MB");
  expect(bytesSpan(span(0, 12))).toBe("0–12 B");
  expect(percentSpan(span(1.6, 5.2))).toBe("2–5%");
  expect(countSpan(span(0, 3))).toBe("0–3");
  expect(countSpan(span(2))).toBe("2");
  expect(tookSpan(span(1_234, 3_456))).toBe("1.2–3.4s");
  expect(tookSpan(span(574, 601))).toBe("574–601ms");
  expect(tookSpan(span(574, 1_601))).toBe("574ms–1.6s");
  expect(tookSpan(span(1_234))).toBe("1.2s");
});

test("a command in a message is for the host that it came from, as it has to be typed", () => {
  expect(aimedAt(usual, "node3", "start it with: ImageServing start")).toBe("start it with: ImageServing --host node3 start");
  expect(aimedAt(usual, "node[01-20]", "ImageServing stop; ImageServing status")).toBe(
    "ImageServing --host 'node[01-20]' stop; ImageServing --host 'node[01-20]' status",
  );
  expect(aimedAt(usual, "node3", "ImageServing init; the ImageServing agent")).toBe("ImageServing init; the ImageServing agent");
});

test("a command is for the same fleet as this one", () => {
  const aim = aimOf({ home: "/my home", inventory: "exec:hosts's", context: null }, undefined);
  expect(aim("node3")).toBe("ImageServing --home '/my home' --inventory 'exec:hosts'\\''s' --host node3");
  expect(aimOf({ home: "/h", inventory: null, context: "ams" }, "/h")("a,b")).toBe("ImageServing --context ams --host a,b");
});

test("an error of a host says what to do there, and how it was called once", () => {
  const down = hostFault("node3", new FaultError({ code: "SUPERVISOR_NOT_RUNNING" }), usual);
  expect(down.message).toBe("Server Supervisor is not running; start it with: ImageServing --host node3 start");
  expect(down.fault).toEqual({ code: "SUPERVISOR_NOT_RUNNING" });
  const refused = new FaultError({ code: "UNREACHABLE", target: "192.0.2.4:9910", cause: "refused" });
  expect(hostFault("node3", refused, usual).message).toBe("connect: refused (192.0.2.4:9910)");
  const wrong = new FaultError({ code: "WRONG_HOST", expected: "node3", actual: "node4" });
  expect(hostFault("node3", wrong, usual)).toBe(wrong);
});
