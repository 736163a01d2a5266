import { describe, expect, test } from "vitest";
import { childEnvironment, inheritable } from "../../../src/supervisor/child-environment.ts";
import { component } from "../../helpers/supervised-host.ts";

const OURS = {
  IMAGESERVING_HOME: "/srv/is",
  IMAGESERVING_MARK: "someone/else/1",
  IMAGESERVING_LOG_LEVEL: "debug",
  NOTIFY_SOCKET: "/run/systemd/notify",
  WATCHDOG_PID: "1",
  WATCHDOG_USEC: "1000000",
  LISTEN_FDS: "1",
  LISTEN_PID: "1",
  LISTEN_FDNAMES: "x",
  NODE_CHANNEL_FD: "3",
};
const THEIRS = { PATH: "/bin", HOME: "/root", USER: "root", LANG: "C", MY_IMAGESERVING_X: "1", NODE_OPTIONS: "--x" };

test("what is meant for the agent alone is not handed on, and everything else is", () => {
  expect(inheritable({ ...OURS, ...THEIRS })).toEqual(THEIRS);
});

describe("the environment of a component", () => {
  const spec = component("is", [], { env: { LANG: "de", EXTRA: "1" } });

  test("is the agent's, with what is configured on top, its name and its mark", () => {
    expect(childEnvironment({ ...OURS, ...THEIRS }, spec, null, "id/is/run")).toEqual({
      ...THEIRS,
      LANG: "de",
      EXTRA: "1",
      IMAGESERVING_COMPONENT: "is",
      IMAGESERVING_MARK: "id/is/run",
    });
  });

  test("has the account's name and home where it runs as somebody else, unless configured otherwise", () => {
    const account = { name: "imgsrv", uid: 500, gid: 500, home: "/var/lib/imgsrv" };
    expect(childEnvironment(THEIRS, spec, account, "m")).toMatchObject({
      USER: "imgsrv",
      LOGNAME: "imgsrv",
      HOME: "/var/lib/imgsrv",
    });
    const own = component("is", [], { env: { HOME: "/data" } });
    expect(childEnvironment(THEIRS, own, account, "m")).toMatchObject({ USER: "imgsrv", HOME: "/data" });
  });

  test("keeps the mark and the name that it must have, whatever is configured", () => {
    const sly = component("is", [], { env: { IMAGESERVING_MARK: "forged", IMAGESERVING_COMPONENT: "ps" } });
    expect(childEnvironment({}, sly, null, "id/is/run")).toEqual({
      IMAGESERVING_COMPONENT: "is",
      IMAGESERVING_MARK: "id/is/run",
    });
  });
});
