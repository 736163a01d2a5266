import type * as Files from "node:fs";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { homeHolder, takeHome } from "../../../src/supervisor/home-lock.ts";
import { identify, type ProcessIdentity } from "../../../src/supervisor/process-identity.ts";

/** What others do right before and right after the claim of this process. */
const others = vi.hoisted(() => ({ before: () => {}, after: () => {} }));

vi.mock("node:fs", async (original) => {
  const real = await original<typeof Files>();
  return {
    ...real,
    linkSync: (...args: Parameters<typeof real.linkSync>) => {
      others.before();
      real.linkSync(...args);
      others.after();
    },
  };
});

const own = identify(process.pid) as ProcessIdentity;
/** Another living process. */
const other = identify(process.ppid) as ProcessIdentity;
const gone: ProcessIdentity = { ...own, pid: 2 ** 22 + 1 };
const recycled: ProcessIdentity = { ...own, startTicks: own.startTicks - 1 };
const beforeBoot: ProcessIdentity = { ...own, bootId: "00000000-0000-0000-0000-000000000000" };

let folder = "";
let state = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "is-lock-"));
  state = join(folder, "state");
  others.before = () => {};
  others.after = () => {};
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = (number: number, holder: unknown) => {
  mkdirSync(state, { recursive: true });
  writeFileSync(join(state, `agent.lock.${number}`), typeof holder === "string" ? holder : JSON.stringify(holder));
};
const files = () => readdirSync(state).sort();
const holderIn = (number: number) => JSON.parse(readFileSync(join(state, `agent.lock.${number}`), "utf8"));
const running = (pid: number) => expect.objectContaining({ fault: { code: "AGENT_RUNNING", pid, home: folder } });

describe("a home", () => {
  test("that nobody holds is taken, and then held", () => {
    expect(homeHolder(state)).toBeNull();
    takeHome(state, folder);
    expect(homeHolder(state)).toEqual(own);
    expect(files()).toEqual(["agent.lock.1"]);
  });

  test("that is held is not taken again, not even by its holder", () => {
    takeHome(state, folder);
    expect(() => takeHome(state, folder)).toThrow(running(process.pid));
    expect(files()).toEqual(["agent.lock.1"]);
  });

  test("that another living process holds is left to it", () => {
    lock(3, other);
    expect(() => takeHome(state, folder)).toThrow(running(other.pid));
    expect(homeHolder(state)).toEqual(other);
    expect(files()).toEqual(["agent.lock.3"]);
  });

  test.each([
    ["of a process that has ended", gone],
    ["of a pid that is somebody else's now", recycled],
    ["from before the last boot", beforeBoot],
    ["that is empty", ""],
    ["that is torn", '{"pid":12,"startTi'],
    ["that is nonsense", '{"pid":"12"}'],
    ["of nobody", "null"],
  ])("with a lock %s is free", (_what, holder) => {
    lock(4, holder);
    expect(homeHolder(state)).toBeNull();
    takeHome(state, folder);
    expect(homeHolder(state)).toEqual(own);
    expect(files()).toEqual(["agent.lock.5"]);
  });

  test("is held by the highest number alone, by number and not by name", () => {
    lock(9, other);
    lock(10, gone);
    expect(homeHolder(state)).toBeNull();
    takeHome(state, folder);
    expect(files()).toEqual(["agent.lock.11"]);
  });

  test("is not mistaken by files of similar names", () => {
    mkdirSync(state);
    for (const name of ["agent.lock", "agent.lock.x", "agent.lock.7.bak", "my-agent.lock.7"])
      writeFileSync(join(state, name), JSON.stringify(other));
    takeHome(state, folder);
    expect(homeHolder(state)).toEqual(own);
    expect(files()).toContain("agent.lock.1");
  });

  test("that somebody takes a moment earlier is theirs", () => {
    lock(1, gone);
    others.before = () => {
      others.before = () => {};
      lock(2, other);
    };
    expect(() => takeHome(state, folder)).toThrow(running(other.pid));
    expect(holderIn(2)).toEqual(other);
  });

  test("whose lock of a moment ago is stale again is taken at the next turn", () => {
    lock(1, gone);
    others.before = () => {
      others.before = () => {};
      lock(2, gone);
    };
    takeHome(state, folder);
    expect(files()).toEqual(["agent.lock.3"]);
  });

  test("for which somebody has a higher number meanwhile is theirs, and the lower number goes", () => {
    lock(1, gone);
    others.after = () => {
      others.after = () => {};
      lock(3, other);
    };
    expect(() => takeHome(state, folder)).toThrow(running(other.pid));
    expect(files()).toEqual(["agent.lock.1", "agent.lock.3"]);
    expect(homeHolder(state)).toEqual(other);
  });

  test("that cannot be written to is a fault with a remedy", () => {
    writeFileSync(state, "in the way");
    expect(() => takeHome(state, folder)).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ code: "BAD_FILE", path: state }) }),
    );
  });

  test("is not touched by asking who holds it", () => {
    expect(homeHolder(join(folder, "no", "where"))).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });
});
