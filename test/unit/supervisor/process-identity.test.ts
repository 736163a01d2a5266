import { describe, expect, test } from "vitest";
import { checkIdentity, identify, isAlive, type ProcessIdentity, thisBoot } from "../../../src/supervisor/process-identity.ts";

const NOBODY = 2 ** 22 + 1;
const own = identify(process.pid) as ProcessIdentity;

describe("an identity", () => {
  test("of a living process is the same as long as it lives", () => {
    expect(own).toEqual({ pid: process.pid, startTicks: expect.any(Number), bootId: thisBoot() });
    expect(checkIdentity(own)).toBe("same");
    expect(isAlive(own)).toBe(true);
  });

  test.each([-1, 1])("with another start time (%d tick) is somebody else", (tick) => {
    const stranger = { ...own, startTicks: own.startTicks + tick };
    expect(checkIdentity(stranger)).toBe("mismatch");
    expect(isAlive(stranger)).toBe(false);
  });

  test("of another boot has gone, even with the same pid and start time", () => {
    expect(checkIdentity({ ...own, bootId: "00000000-0000-0000-0000-000000000000" })).toBe("gone");
  });

  test("of nobody there is none", () => {
    expect(identify(NOBODY)).toBeNull();
    expect(checkIdentity({ ...own, pid: NOBODY })).toBe("gone");
  });
});
